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

  /* One tap, one sending. The submission number is the true guard; this only spares her the doubt. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post' || form.hasAttribute('data-free')) { return; }
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', '');
    // After the browser has gathered the fields, so that the pressed button's own value travels too.
    setTimeout(function () {
      each(form, 'button:not([type=button])', function (button) { button.setAttribute('aria-disabled', 'true'); });
      var pressed = event.submitter || form.querySelector('button:not([type=button])');
      if (pressed) { pressed.classList.add('is-busy'); }
    }, 0);
    // No answer on a lost line: she may try again.
    setTimeout(function () { free(document); }, 15000);
  });
  function free(scope) {
    each(scope, '[data-sent]', function (form) { form.removeAttribute('data-sent'); });
    each(scope, '.is-busy', function (button) { button.classList.remove('is-busy'); });
    each(scope, 'form button[aria-disabled]', function (button) { button.removeAttribute('aria-disabled'); });
  }
  window.addEventListener('pageshow', function () { free(document); });
  document.addEventListener('htmx:afterRequest', function () { free(document); });

  /* Plain http has no clipboard: then the text is marked and copied the old way. */
  function copy(input, button) {
    function done() {
      var word = button.querySelector('span'), before = word.textContent;
      word.textContent = button.getAttribute('data-done') || before;
      setTimeout(function () { word.textContent = before; }, 2000);
    }
    input.focus();
    input.select();
    if (navigator.clipboard) { navigator.clipboard.writeText(input.value).then(done); return; }
    if (document.execCommand('copy')) { done(); }
  }

  var western = '0123456789', persian = '۰۱۲۳۴۵۶۷۸۹', arabic = '٠١٢٣٤٥٦٧٨٩';
  function step(button) {
    var box = button.closest('[data-stepper]'), input = box.querySelector('input');
    var typed = input.value.replace(/[۰-۹]/g, function (d) { return western[persian.indexOf(d)]; })
      .replace(/[٠-٩]/g, function (d) { return western[arabic.indexOf(d)]; });
    var least = Number(box.getAttribute('data-min')), most = Number(box.getAttribute('data-max') || 9999);
    var next = Math.min(most, Math.max(least, (parseInt(typed, 10) || 0) + Number(button.getAttribute('data-step'))));
    input.value = root.lang === 'fa' ? String(next).replace(/\d/g, function (d) { return persian[d]; }) : next;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button') : null;
    if (!button) { return; }
    if (button.hasAttribute('data-copy')) { copy(document.querySelector(button.getAttribute('data-copy')), button); }
    if (button.hasAttribute('data-step')) { step(button); }
    if (button.hasAttribute('data-print')) { window.print(); }
    if (button.hasAttribute('data-sound')) { kept('quiet', quiet() ? 'no' : 'yes'); showSound(); if (!quiet()) { ring(); } }
    if (button.hasAttribute('data-share')) {
      navigator.share({ title: button.getAttribute('data-title'), url: button.getAttribute('data-share') }).catch(function () {});
    }
  });

  document.addEventListener('change', function (event) {
    var input = event.target;
    if (!input.hasAttribute('data-photos')) { return; }
    var place = input.parentNode.querySelector('[data-previews]');
    each(place, 'img', function (image) { URL.revokeObjectURL(image.src); });
    place.textContent = '';
    Array.prototype.slice.call(input.files, 0, 6).forEach(function (file) {
      var image = new Image();
      image.alt = '';
      // A photo this browser cannot draw (HEIC) is there all the same: its name says so.
      image.onerror = function () { image.replaceWith(file.name); };
      image.src = URL.createObjectURL(file);
      place.appendChild(image);
    });
  });

  /* A question that opens at the lower edge comes into view. */
  document.addEventListener('toggle', function (event) {
    if (event.target.open) { event.target.scrollIntoView({ block: 'nearest' }); }
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
  function showSound() {
    each(document, '[data-sound]', function (button) { button.setAttribute('aria-pressed', String(!quiet())); });
  }
  var title = document.title.replace(/^\([^)]*\) /, '');
  document.addEventListener('htmx:afterSwap', function () {
    var fresh = document.querySelector('[data-new-order]');
    if (fresh) {
      fresh.removeAttribute('data-new-order');
      if (!quiet()) { ring(); }
    }
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
  document.addEventListener('htmx:beforeSwap', function (event) {
    var here = document.activeElement, holder = here && here !== document.body && event.detail.target.contains(here) && here.closest('[id]');
    if (holder === here) { holder = here.parentNode.closest('[id]'); }
    place = holder ? { id: holder.id, at: Array.prototype.indexOf.call(reachable(holder), here) } : null;
  });
  document.addEventListener('htmx:afterSettle', function () {
    var holder = place && document.activeElement === document.body && document.getElementById(place.id);
    if (!holder) { return; }
    // After a tap that moved an order, its news; after a mere refresh, the very thing she was at.
    var next = (holder.matches('.order') && holder.querySelector('[role=status],[role=alert]')) || reachable(holder)[place.at] || holder;
    if (!next.matches('a,button,summary,input,select,textarea')) { next.setAttribute('tabindex', '-1'); }
    next.focus({ preventScroll: true });
    place = null;
  });

  function arrange() {
    each(document, '[data-share]', function (button) { button.hidden = !navigator.share; });
    showSound();
  }
  arrange();
  var first = document.querySelector('[data-focus]');
  if (first) { first.focus(); }
})();
