/* The total follows the way she chooses. Without this file every way still tells what it costs. */
(function () {
  'use strict';
  var hamyar = window.hamyar;

  function follow() {
    var total = document.querySelector('[data-goods]'), sum;
    if (!total) { return; }
    sum = Number(total.getAttribute('data-goods'));
    hamyar.each(document, '[data-fee]:checked, [type=hidden][data-fee]', function (one) { sum += Number(one.getAttribute('data-fee')); });
    total.textContent = hamyar.money(sum);
    hamyar.each(document, '[data-fees-come]', function (note) { note.hidden = true; });
  }

  document.addEventListener('change', follow);
  document.addEventListener('restored', follow);
  hamyar.onPage(follow);
})();
