/* Which addresses of this machine open from where this page is looked at: each is asked for a proof that only it has. */
(function () {
  'use strict';
  var WAIT = 6000, list = document.getElementById('ways');
  if (!list) { return; }

  function show(row, found) {
    Array.prototype.forEach.call(row.querySelectorAll('[data-found]'), function (line) {
      line.hidden = line.getAttribute('data-found') !== found;
    });
  }

  // Whether anything at all answers: what it says may not be read, and need not be.
  function askAnybody(row) {
    var isLate = false, clock = setTimeout(function () { isLate = true; show(row, 'silent'); }, WAIT);
    function end(found) { clearTimeout(clock); if (!isLate) { show(row, found); } }
    fetch(row.getAttribute('data-ask'), { mode: 'no-cors', credentials: 'omit', cache: 'no-store' })
      .then(function () { end('other'); }, function () { end('silent'); });
  }

  function ask(row) {
    var request = new XMLHttpRequest();
    show(row, 'asking');
    request.open('GET', row.getAttribute('data-ask'));
    request.timeout = WAIT;
    request.onload = function () { show(row, request.responseText === list.getAttribute('data-proof') ? 'works' : 'other'); };
    request.onerror = function () { askAnybody(row); };
    request.ontimeout = function () { show(row, 'silent'); };
    request.send();
  }

  Array.prototype.forEach.call(list.querySelectorAll('[data-ask]'), ask);
})();
