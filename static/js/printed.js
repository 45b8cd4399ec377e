/* What comes out of the printer a second time says so: the words are there and hidden. The first time is over when the
   browser's window for printing is closed and the page is seen again; whether paper came out, no browser tells. On a phone
   that window asks for the page anew whenever another paper is chosen in it, and covers the page meanwhile: nothing is said yet. */
(function () {
  'use strict';
  var hamyar = window.hamyar, COVERED_BY = 1000;

  function say() {
    if (document.hidden) { return; }
    document.removeEventListener('visibilitychange', say);
    hamyar.each(document, '[data-again]', function (words) { words.hidden = false; });
  }
  window.addEventListener('afterprint', function () {
    document.addEventListener('visibilitychange', say);
    setTimeout(say, COVERED_BY);
  });
})();
