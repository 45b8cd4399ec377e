/* What htmx may do here, as its own file wants to be told: before it, on every page that fetches it. */
(function () {
  'use strict';
  var meta = document.createElement('meta');
  meta.name = 'htmx-config';
  meta.content = JSON.stringify({
    allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, refreshOnHistoryMiss: true,
    responseHandling: [
      { code: '204', swap: false },
      { code: '[23]..', swap: true },
      { code: '422', swap: true },
      { code: '400|403|404|409|413|429|500|503', swap: true, error: true },
      { code: '[45]..', swap: false, error: true }
    ]
  });
  document.head.appendChild(meta);
})();
