/* The font comes when nothing else waits for the line: after a page that she came to from another of ours is complete, and
   not where data is dear. A cookie then tells the server that the next pages may be set in it. So it delays no page, and
   no text moves under her eyes. */
(function () {
  'use strict';
  var line = navigator.connection || {}, isDear = line.saveData || /2g/.test(line.effectiveType);
  var hasCome = document.referrer.indexOf(location.origin + '/') === 0;
  if (document.documentElement.lang !== 'fa' || isDear || !hasCome || !document.fonts || /(^|; )letters=/.test(document.cookie)) { return; }
  if (window.matchMedia('(prefers-reduced-data: reduce)').matches) { return; }
  window.addEventListener('load', function () {
    document.fonts.load('1em Vazirmatn', 'آب').then(function (faces) {
      if (faces.length) { document.cookie = 'letters=1; path=/; max-age=7776000; SameSite=Lax'; }
    }, function () {});
  });
})();
