/* Quick hide, and pages that come back. On a tap the phone covers what is open by itself, with the calendar that lies
   ready in the page. A cookie tells the server with the phone's next request, whichever that is; so this needs no
   network, and nothing else can be loaded that is not hidden. It must run on Chrome 61: plain old script. */
(function () {
  'use strict';
  var root = document.documentElement, cover = document.getElementById('cover');
  var ASKED = 'hamyar_hide', NEWS = 'hamyar-hide', AS_LONG_AS_A_SESSION = 90 * 24 * 3600;
  var PATIENCE = 10000, PAUSE = 5000;

  document.addEventListener('submit', function (event) {
    if (event.target.id !== 'hide') { return; }
    event.preventDefault();
    event.stopPropagation();
    document.cookie = ASKED + '=1; path=/; SameSite=Lax; max-age=' + AS_LONG_AS_A_SESSION;
    hide();
    tellOtherTabs();
  }, true);
  // Another tab was tapped, or the server answered a part of this page with it.
  window.addEventListener('storage', function (event) { if (event.key === NEWS && event.newValue) { hide(); } });
  document.addEventListener('hamyar:hide', hide);

  function tellOtherTabs() {
    // A browser may forbid storage; then the other tabs are covered as soon as they ask the server anything.
    try { localStorage.setItem(NEWS, '1'); localStorage.removeItem(NEWS); } catch (error) { /* nothing to do */ }
  }

  function hide() {
    if (root.classList.contains('is-covered')) { return; }
    root.classList.add('is-covered');
    draw();
    keepTyped();
    // An answer that is on its way may still change the title or the page: what is drawn stays drawn.
    new MutationObserver(draw).observe(root, { childList: true, subtree: true, characterData: true });
    ['htmx:beforeRequest', 'htmx:beforeSwap'].forEach(function (name) {
      document.addEventListener(name, function (event) { event.preventDefault(); });
    });
    if (window.hamyar) { window.hamyar.leaving = true; }
    history.replaceState(null, '', cover.getAttribute('data-url'));
    forgetCopies();
    leave();
  }
  function draw() {
    var title = cover.getAttribute('data-title');
    if (document.title !== title) { document.title = title; }
    if (document.querySelector('body > .calendar')) { return; }
    document.querySelector('link[rel=icon]').href = cover.getAttribute('data-icon');
    document.body.appendChild(document.importNode(cover.content, true));
    window.scrollTo(0, 0);
  }
  /* A draft's name is its page's address, which is about to change: the form remembers it. */
  function keepTyped() {
    var drafts = window.hamyar && window.hamyar.drafts;
    Array.prototype.forEach.call(document.querySelectorAll('form[data-draft]'), function (form) {
      if (!form.hasAttribute('action')) { form.setAttribute('action', location.pathname); }
      if (drafts) { drafts.save(form); }
    });
  }
  function forgetCopies() {
    var worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (worker) { worker.postMessage({ type: 'forget' }); }
  }
  function leave() {
    var ask = new XMLHttpRequest(), calendar = cover.getAttribute('data-url');
    ask.open('HEAD', calendar);
    ask.timeout = PATIENCE;
    ask.onload = function () { location.replace(calendar); };
    // Without network the drawn calendar stays, instead of the browser's page about it.
    ask.onerror = ask.ontimeout = function () { setTimeout(leave, PAUSE); };
    ask.send();
  }

  /* Some browsers keep a page that was left as it stood, whatever its headers say. It is blank while it is away, and
     asked for anew when it comes back: only the server knows whether she is still signed in. */
  window.addEventListener('pagehide', function () { root.classList.add('is-away'); });
  window.addEventListener('pageshow', function (event) { if (event.persisted) { location.reload(); } });
})();
