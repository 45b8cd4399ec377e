/* What is being typed into a long form (data-draft) is kept in this phone's storage, and is back after a reload or a dead
   battery. Only what she changed is kept, and only where the server still shows what she had changed it from. A private
   form (data-private) keeps nothing on a phone that others use too. */
(function () {
  'use strict';
  var hamyar = window.hamyar, store = hamyar.store, PREFIX = 'draft:', PAUSE = 400;
  // While rows that are missing come one by one, the draft is not what the page shows.
  var timers = {}, isRebuilding = false;

  function nameOf(form) {
    if (!form.hasAttribute('data-draft') || !form.elements.of) { return ''; }
    if (form.hasAttribute('data-private') && document.documentElement.hasAttribute('data-shared')) { return ''; }
    return PREFIX + form.elements.of.value + ':' + (form.getAttribute('action') || location.pathname);
  }
  function forget(name) {
    clearTimeout(timers[name]);
    return name ? store.del(name).catch(function () {}) : Promise.resolve();
  }

  /* A field's own name, told apart from others of that name by its value (a choice) or its place. */
  function typed(form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && !/^(hidden|submit|button|reset|file|password|image)$/.test(one.type);
    });
  }
  function key(one) { return /^(radio|checkbox)$/.test(one.type) ? one.name + '=' + one.value : one.name; }
  function now(one) { return /^(radio|checkbox)$/.test(one.type) ? one.checked : one.value; }
  function first(one) {
    if (/^(radio|checkbox)$/.test(one.type)) { return one.defaultChecked; }
    if (one.tagName !== 'SELECT') { return one.defaultValue; }
    var chosen = Array.prototype.filter.call(one.options, function (option) { return option.defaultSelected; })[0] || one.options[0];
    return chosen ? chosen.value : '';
  }
  function put(one, value) {
    if (/^(radio|checkbox)$/.test(one.type)) { one.checked = value; } else { one.value = value; }
  }

  /* What she has changed so far: what each field held first, what it holds now, and the photos. */
  function of(form) {
    var changed = {}, name = nameOf(form);
    if (!name) { return null; }
    typed(form).forEach(function (one) {
      var from = startOf(form, one);
      if (now(one) !== from) { changed[key(one)] = { from: from, to: now(one) }; }
    });
    var photos = hamyar.photos ? hamyar.photos.items(form) : [];
    return Object.keys(changed).length || photos.length ? { name: name, changed: changed, photos: photos } : null;
  }
  /* A form that came back from the server shows what she typed as if it had been so from the first. */
  function startOf(form, one) {
    var starts = form.hamyarStarts || {};
    return key(one) in starts ? starts[key(one)] : first(one);
  }
  function save(form) {
    if (isRebuilding) { return Promise.resolve(); }
    var draft = of(form);
    // A storage that is full or closed keeps no draft; what is sent is kept, or said not to be, by the outbox.
    return draft ? give(draft) : forget(nameOf(form));
  }
  function give(draft) { return store.set(draft.name, draft).catch(function () {}); }

  function bring(form) {
    var name = nameOf(form);
    if (!name) { return; }
    store.get(name).then(function (draft) {
      if (!draft) { return; }
      var isBack = form.getAttribute('data-draft') === 'back';
      if (isBack) { form.hamyarStarts = starts(draft.changed); }
      var count = restore(form, draft, isBack), wasRebuilding = isRebuilding;
      isRebuilding = (wasRebuilding || !isBack) && addMissing(form, draft);
      if (count && !isRebuilding && (wasRebuilding || !isBack)) { tell(form, name); }
    }).catch(function () {});
  }
  function starts(changed) {
    var found = {};
    Object.keys(changed).forEach(function (one) { found[one] = changed[one].from; });
    return found;
  }
  function restore(form, draft, isBack) {
    var count = 0;
    typed(form).forEach(function (one) {
      var kept = draft.changed[key(one)];
      if (kept && kept.from === first(one) && now(one) === first(one)) {
        put(one, kept.to);
        count += 1;
      }
    });
    if (!isBack && draft.photos.length && hamyar.photos) {
      hamyar.photos.put(form, draft.photos);
      count += 1;
    }
    form.dispatchEvent(new Event('restored', { bubbles: true }));
    return count;
  }
  /* Rows that were added are drawn by the server: it is asked for one more, until all that she had filled are there. */
  function addMissing(form, draft) {
    var names = typed(form).map(key), adder = Array.prototype.filter.call(form.querySelectorAll('[data-adds]'), function (button) {
      var row = new RegExp('^' + button.getAttribute('data-adds') + '-\\d+-');
      return Object.keys(draft.changed).some(function (one) { return row.test(one) && names.indexOf(one) < 0; });
    })[0];
    // Only when all this has been noted down: the tap sends the form.
    if (adder) { setTimeout(function () { adder.click(); }, 0); }
    return Boolean(adder);
  }
  function tell(form, name) {
    var box = hamyar.notice('note', hamyar.say('draft.back')), button = hamyar.part('button', 'button plain');
    button.type = 'button';
    button.appendChild(hamyar.part('span', '', hamyar.say('draft.drop')));
    button.addEventListener('click', function () { forget(name).then(function () { location.reload(); }); });
    box.lastChild.appendChild(button);
    box.setAttribute('role', 'status');
    form.insertBefore(box, form.firstElementChild);
  }

  function soon(event) {
    var form = event.target.form, name = form && nameOf(form);
    if (!name) { return; }
    clearTimeout(timers[name]);
    timers[name] = setTimeout(function () { if (!form.hasAttribute('data-sent')) { save(form); } }, PAUSE);
  }
  document.addEventListener('input', soon);
  document.addEventListener('change', soon);
  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { hamyar.each(document, 'form[data-draft]:not([data-sent])', save); }
  });

  /* Whoever leaves takes nothing of hers along. */
  document.addEventListener('submit', function (event) {
    var of = event.target.elements.of && event.target.elements.of.value;
    if (!event.target.hasAttribute('data-leaves') || !of) { return; }
    store.entries().then(function (pairs) {
      pairs.forEach(function (pair) { if (String(pair[0]).indexOf(PREFIX + of + ':') === 0) { store.del(pair[0]); } });
    }).catch(function () {});
  }, true);

  hamyar.drafts = { of: of, save: save, give: give, forget: forget };
  hamyar.onPage(function () { hamyar.each(document, 'form[data-draft]', bring); });
})();
