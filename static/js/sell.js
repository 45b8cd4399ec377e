/* Selling at a fair: a tap on the picture is one more, the sum follows, and sales wait on the phone one after another. */
(function () {
  'use strict';
  var hamyar = window.hamyar, KEPT = 'outbox:', SOLD = 'hamyar-sold', MOST = 300, sold = [];

  function follow() {
    var place = document.querySelector('[data-total]'), sum = 0;
    if (!place) { return; }
    hamyar.each(document, '[data-price]', function (one) {
      sum += Number(one.getAttribute('data-price')) * hamyar.number(one.querySelector('input').value);
    });
    place.textContent = hamyar.money(sum);
  }
  document.addEventListener('click', function (event) {
    var picture = event.target.closest && event.target.closest('[data-plus]');
    if (!picture) { return; }
    event.preventDefault();
    picture.parentNode.querySelector('[data-step="1"]').click();
  });
  document.addEventListener('change', follow);
  document.addEventListener('input', follow);

  /* A sale that waits on the phone keeps its number. The next one gets one of those that came with the page and that
     no sale has borne: not one that waits, and not one that has gone since, or the server would take the next sale for
     that one. Where none is left, the page cannot sell without network any more. */
  function borne() {
    try { sold = JSON.parse(localStorage.getItem(SOLD)) || sold; } catch (error) { /* this page remembers it */ }
    return sold;
  }
  function remember(number) {
    sold = borne().concat(number).slice(-MOST);
    try { localStorage.setItem(SOLD, JSON.stringify(sold)); } catch (error) { /* this page remembers it */ }
  }
  function renew(form, isNext) {
    if (isNext) { remember(form.elements.submission.value); }
    return hamyar.store.entries().then(function (pairs) {
      var used = pairs.map(function (pair) { return pair[0]; }), field = form.elements.submission, known = borne();
      var free = [field.value].concat(form.getAttribute('data-spare').split(' ')).filter(function (one) {
        return used.indexOf(KEPT + one) < 0 && known.indexOf(one) < 0;
      })[0];
      if (free) { field.value = free; }
      if (isNext && free) { empty(form); }
      hamyar.each(form, '.bottom-bar button', function (one) { one.disabled = !free; });
      form.querySelector('[data-no-more]').hidden = !!free;
    }, function () {});
  }
  function empty(form) {
    hamyar.each(form, '.stepper input', function (one) { one.value = hamyar.shown(0); });
    follow();
  }
  document.addEventListener('kept', function (event) {
    if (event.target.hasAttribute('data-spare')) { renew(event.target, true); }
  });
  hamyar.onPage(function () {
    follow();
    hamyar.each(document, 'form[data-spare]', function (form) { renew(form, false); });
  });
})();
