/* Reading without network, the page's side: it calls the worker, and tells it what the worker cannot see. Only over HTTPS;
   on the clinic's own machine, where browsers would allow it too, there is no network to lose. */
(function () {
  'use strict';
  var workers = navigator.serviceWorker;
  if (location.protocol !== 'https:' || !workers) { return; }
  var isFirst = !workers.controller;

  window.addEventListener('load', function () {
    workers.register('/sw.js').catch(function () {});
    if (isFirst) { workers.ready.then(function (registration) { registration.active.postMessage(firstPage()); }); }
  });
  function firstPage() {
    var files = performance.getEntriesByType('resource').map(function (one) { return one.name; });
    return { type: 'keep', page: location.href.split('#')[0], files: files };
  }

  document.addEventListener('submit', function (event) {
    if (event.target.hasAttribute('data-leaves') && workers.controller) { workers.controller.postMessage({ type: 'leave' }); }
  }, true);
})();
