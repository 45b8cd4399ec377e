/* Niceties. Every task works without this file. It must parse on Chrome 61: plain old script. */
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');
  // Only where htmx has arrived does a changed number send itself.
  if (window.htmx) { root.classList.add('live'); }

  function each(scope, selector, act) {
    Array.prototype.forEach.call(scope.querySelectorAll(selector), act);
  }
  function kept(key, value) {
    // A browser may forbid storage; then the setting lasts as long as the page.
    try {
      if (value !== undefined) { localStorage.setItem(key, value); }
      return localStorage.getItem(key);
    } catch (error) { return null; }
  }

  /* What every page does when it is there: at its loading, and again where a script has put another in its place. */
  var starters = [];
  function onPage(start) { starters.push(start); start(); }

  /* Sentences stand on the server, translated; a script names them. */
  function say(key, facts) {
    var sentence = (window.hamyarWords || {})[key] || '';
    return sentence.replace(/%\((\w+)\)s/g, function (whole, name) { return shown(facts[name]); });
  }
  function shown(fact) {
    return root.lang === 'fa' && typeof fact === 'number' ? String(fact).replace(/\d/g, function (d) { return persian[d]; }) : fact;
  }

  /* The phone's own storage. A browser may forbid it at once, by an error, or by never answering at all. */
  function stored(act) {
    return function () {
      var given = arguments;
      return new Promise(function (good, bad) {
        setTimeout(function () { bad(new Error('the storage does not answer')); }, 5000);
        window.idbKeyval[act].apply(null, given).then(good, bad);
      });
    };
  }
  var store = { get: stored('get'), set: stored('set'), del: stored('del'), entries: stored('entries') };

  /* Small pieces of a page. */
  function part(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }
  function icon(name) {
    var space = 'http://www.w3.org/2000/svg', svg = document.createElementNS(space, 'svg'), use = document.createElementNS(space, 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('width', 20);
    svg.setAttribute('height', 20);
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', (window.hamyarWords || {}).icons + '#' + name);
    svg.appendChild(use);
    return svg;
  }
  function notice(kind, title, text) {
    var box = part('div', 'notice ' + kind), words = part('div');
    box.appendChild(icon({ good: 'circle-check', warn: 'triangle-alert', bad: 'circle-alert', note: 'info' }[kind]));
    words.appendChild(part('strong', '', title));
    if (text) { words.appendChild(part('span', '', text)); }
    box.appendChild(words);
    return box;
  }

  /* A whole page that came as an answer to a script takes the place of this one. */
  function show(html) {
    var fresh = new DOMParser().parseFromString(html, 'text/html');
    document.title = fresh.title;
    each(fresh, 'script[src]', function (script) {
      if (document.querySelector('script[src="' + script.getAttribute('src') + '"]')) { return; }
      var wanted = document.createElement('script');
      wanted.src = script.getAttribute('src');
      document.head.appendChild(wanted);
    });
    document.body.parentNode.replaceChild(document.importNode(fresh.body, true), document.body);
    if (window.htmx) { window.htmx.process(document.body); }
    window.scrollTo(0, 0);
    starters.forEach(function (start) { start(); });
  }
  /* A short answer (a line about a problem) is shown where such lines stand. */
  function inform(html) {
    var place = document.getElementById('flashes');
    place.textContent = '';
    each(new DOMParser().parseFromString(html, 'text/html'), '.notice', function (one) { place.appendChild(document.importNode(one, true)); });
    window.scrollTo(0, 0);
  }

  /* One tap, one sending. The submission number is the true guard; this only spares her the doubt. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post' || form.hasAttribute('data-free')) { return; }
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    busy(form, event.submitter || pressed(form));
    // No answer on a lost line: she may try again.
    setTimeout(function () { free(document); }, 15000);
  });
  function busy(form, button) {
    form.setAttribute('data-sent', '');
    // After the browser has gathered the fields, so that the pressed button's own value travels too.
    setTimeout(function () {
      if (!form.hasAttribute('data-sent')) { return; }
      each(form, 'button:not([type=button])', function (one) { one.setAttribute('aria-disabled', 'true'); });
      if (button) { button.classList.add('is-busy'); }
    }, 0);
  }
  /* The button that sends a form: browsers before 2020 do not tell, but they do click it first. */
  var clicked = null;
  document.addEventListener('click', function (event) {
    clicked = event.target.closest && event.target.closest('button:not([type=button])');
  }, true);
  function pressed(form) {
    return clicked && clicked.form === form ? clicked : form.querySelector('button:not([type=button])');
  }
  function free(scope) {
    each(scope, '[data-sent]', function (form) { form.removeAttribute('data-sent'); });
    each(scope, '.is-busy', function (button) { button.classList.remove('is-busy'); });
    each(scope, 'form button[aria-disabled]', function (button) { button.removeAttribute('aria-disabled'); });
  }
  window.addEventListener('pageshow', function () {
    free(document);
    // The outbox may have opened this page at its top; from here on the browser remembers again where she was.
    history.scrollRestoration = 'auto';
  });
  document.addEventListener('htmx:afterRequest', function () { free(document); });

  /* Plain http has no clipboard: then the text is marked and copied the old way. */
  function copy(input, button) {
    function done() {
      var word = button.querySelector('span'), before = word.textContent;
      word.textContent = button.getAttribute('data-done') || before;
      setTimeout(function () { word.textContent = before; }, 2000);
    }
    if (input.select) { input.focus(); input.select(); } else { getSelection().selectAllChildren(input); }
    if (navigator.clipboard) { navigator.clipboard.writeText(input.value || input.textContent).then(done); return; }
    if (document.execCommand('copy')) { done(); }
  }

  var western = '0123456789', persian = '۰۱۲۳۴۵۶۷۸۹', arabic = '٠١٢٣٤٥٦٧٨٩';
  /* What was typed in whatever digits, 0 where it is no number; and rials as they are shown. */
  function number(typed) {
    return parseInt(typed.replace(/[۰-۹]/g, function (d) { return western[persian.indexOf(d)]; })
      .replace(/[٠-٩]/g, function (d) { return western[arabic.indexOf(d)]; }), 10) || 0;
  }
  function money(rials) {
    var grouped = String(Math.floor(rials / 10)).replace(/\B(?=(?:\d{3})+$)/g, root.lang === 'fa' ? '٬' : ',');
    return say('money', { amount: grouped.replace(/\d/g, function (digit) { return shown(Number(digit)); }) });
  }
  function step(button) {
    var box = button.closest('[data-stepper]'), input = box.querySelector('input');
    var least = Number(box.getAttribute('data-min')), most = Number(box.getAttribute('data-max') || 9999);
    var next = Math.min(most, Math.max(least, number(input.value) + Number(button.getAttribute('data-step'))));
    input.value = root.lang === 'fa' ? String(next).replace(/\d/g, function (d) { return persian[d]; }) : next;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button') : null;
    if (!button) { return; }
    if (button.hasAttribute('data-copy')) { copy(document.querySelector(button.getAttribute('data-copy')), button); }
    if (button.hasAttribute('data-step')) { step(button); }
    if (button.hasAttribute('data-hear')) { hear(button); }
    if (button.hasAttribute('data-print')) { window.print(); }
    if (button.hasAttribute('data-sound')) { kept('quiet', quiet() ? 'no' : 'yes'); showSound(); if (!quiet()) { ring(); } }
    if (button.hasAttribute('data-share')) {
      navigator.share({ title: button.getAttribute('data-title'), url: button.getAttribute('data-share') }).catch(function () {});
    }
  });

  /* A question that she opens at the lower edge comes into view; one that came open with the page moves nothing. */
  var opening = null;
  document.addEventListener('click', function (event) {
    var summary = event.target.closest && event.target.closest('summary');
    if (summary) { opening = summary.parentNode; }
  });
  document.addEventListener('toggle', function (event) {
    if (event.target === opening && opening.open) { opening.scrollIntoView({ block: 'nearest' }); }
  }, true);

  /* A new order makes itself heard: two soft notes, made here so that no file is fetched. */
  function quiet() { return kept('quiet') === 'yes'; }
  function ring() {
    var Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) { return; }
    var sound = new Sound();
    [[660, 0], [880, 0.18]].forEach(function (note) {
      var tone = sound.createOscillator(), level = sound.createGain(), start = sound.currentTime + note[1];
      tone.frequency.value = note[0];
      level.gain.setValueAtTime(0.25, start);
      level.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
      tone.connect(level);
      level.connect(sound.destination);
      tone.start(start);
      tone.stop(start + 0.6);
    });
    setTimeout(function () { sound.close(); }, 1500);
  }
  function hear(button) {
    kept('quiet', 'no');
    showSound();
    ring();
    var said = part('span', '', button.getAttribute('data-done') || '');
    said.setAttribute('role', 'status');
    button.parentNode.replaceChild(said, button);
  }
  function showSound() {
    each(document, '[data-sound]', function (button) { button.setAttribute('aria-pressed', String(!quiet())); });
  }
  /* News that nobody has looked at rings again each time the page asks, until somebody taps. A browser lets a page ring
     only after it was touched once. */
  document.addEventListener('click', function () { root.classList.add('may-ring'); });
  var title = document.title.replace(/^\([^)]*\) /, '');
  document.addEventListener('htmx:afterSwap', function (event) {
    var fresh = document.querySelector('[data-new-order]');
    if (fresh) {
      fresh.removeAttribute('data-new-order');
      if (!quiet()) { ring(); }
    } else if (event.detail.target.id === 'ringing' && document.querySelector('[data-rings]') && !quiet()) { ring(); }
    var count = document.querySelector('[data-title-count]');
    if (count) {
      count = count.getAttribute('data-title-count');
      document.title = (count && count !== '0' ? '(' + count + ') ' : '') + title;
    }
    arrange();
  });

  /* Who walks by keys or by ear does not lose her place when a part of the page is replaced under her. */
  var place = null;
  function reachable(scope) { return scope.querySelectorAll('a[href],button,summary,input:not([type=hidden]),select,textarea'); }
  document.addEventListener('htmx:beforeSwap', function (event) { remember(event.detail.target); });
  function remember(target) {
    var here = document.activeElement, holder = here && here !== document.body && target.contains(here) && here.closest('[id]');
    if (holder === here) { holder = here.parentNode.closest('[id]'); }
    place = holder ? { id: holder.id, at: Array.prototype.indexOf.call(reachable(holder), here) } : null;
  }
  document.addEventListener('htmx:afterSettle', function (event) {
    // A refusal stands at the top of the page, far from the button that was tapped.
    var target = event.detail.target;
    if (target && target.id === 'flashes') { focusOn(target); }
    var holder = place && document.activeElement === document.body && document.getElementById(place.id);
    if (!holder) { return; }
    // After a tap that moved an order, its news; after a mere refresh, the very thing she was at.
    var next = (holder.matches('.order') && holder.querySelector('[role=status],[role=alert]')) || reachable(holder)[place.at] || holder;
    focusOn(next);
    place = null;
  });
  function focusOn(next) {
    if (!next.matches('a,button,summary,input,select,textarea')) { next.setAttribute('tabindex', '-1'); }
    next.focus({ preventScroll: true });
  }

  function arrange() {
    each(document, '[data-share]', function (button) { button.hidden = !navigator.share; });
    showSound();
  }
  onPage(function () {
    arrange();
    // On a page that comes back with errors she begins at their list, else at the first field that needs a look.
    var first = document.querySelector('[data-focus]') ||
      document.querySelector('.has-error input:not([type=hidden]), .has-error select, .has-error textarea');
    if (!first) { return; }
    first.focus();
    // Only in the next frame the page has the height it keeps; before, it would be brought to where it is not.
    requestAnimationFrame(function () { first.scrollIntoView({ block: 'center' }); });
  });

  /* What was just done is said at the part of the page that the address names: the top of the page is far from there. */
  (function () {
    var news = document.getElementById('flashes'), named = location.hash && document.getElementById(location.hash.slice(1));
    if (!named || !named.matches('section, div') || !news || !news.firstElementChild) { return; }
    var said = news.cloneNode(true);
    said.removeAttribute('id');
    news.textContent = '';
    named.insertBefore(said, named.firstChild);
    // After the browser has gone there itself, and has made good what was put in above the part.
    window.addEventListener('load', function () {
      requestAnimationFrame(function () { said.scrollIntoView({ block: 'center' }); });
    });
  })();

  window.hamyar = {
    each: each, store: store, say: say, shown: shown, part: part, icon: icon, notice: notice, onPage: onPage, show: show, inform: inform,
    number: number, money: money, busy: busy, free: free, pressed: pressed, remember: remember
  };
})();
