/* Nothing typed is lost. A form with data-outbox="what it is" is sent from here: it is first kept in the phone's own
   storage, and leaves it only when the server has answered for it or its owner throws it away. Its number travels with
   every try, so trying again is always safe. No part of this needs HTTPS, a service worker or htmx. */
(function () {
  'use strict';
  var hamyar = window.hamyar, store = hamyar.store, say = hamyar.say;
  var PREFIX = 'outbox:', FIRST_PAUSE = 2000, LONGEST_PAUSE = 300000, PATIENCE = 25000, NEWS_KEPT = 7 * 24 * 3600000;
  var owners = tagsHere(), sending = false, timer = null, loose = null;

  /* What is kept: one entry a form, under the form's number. */
  function keep(entry) { return store.set(PREFIX + entry.number, entry); }
  function forget(number) { return store.del(PREFIX + number).catch(function () {}); }
  function all() {
    return store.entries().then(function (pairs) {
      return pairs.filter(function (pair) { return String(pair[0]).indexOf(PREFIX) === 0; })
        .map(function (pair) { return pair[1]; })
        .sort(function (one, other) { return one.at - other.at; });
    }, function () { return []; });
  }

  /* From the form to an entry. */
  function gather(form, button) {
    var fields = [], files = [];
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || one.disabled || /^(submit|button|reset|image)$/.test(one.type)) { return; }
      if (/^(checkbox|radio)$/.test(one.type) && !one.checked) { return; }
      if (one.type !== 'file') { fields.push([one.name, one.value]); return; }
      Array.prototype.forEach.call(one.files, function (file) { files.push({ name: one.name, blob: file, filename: file.name }); });
    });
    if (button && button.name) { fields.push([button.name, button.value]); }
    var to = document.createElement('a');
    to.href = form.getAttribute('action') || location.href;
    return {
      number: form.elements.submission.value, of: form.elements.of.value, what: form.getAttribute('data-outbox'),
      action: to.pathname + to.search, page: location.pathname + location.search, fields: fields,
      files: files.concat(hamyar.photos ? hamyar.photos.of(form) : []), replaces: form.getAttribute('data-replaces'),
      draft: hamyar.drafts.of(form), at: Date.now(), state: 'sending', why: '', tries: 0, next: 0
    };
  }

  /* One try. Gives {status, go, refused, html}; fails where no answer came. */
  function ask(method, address, body, headers, progress, handle) {
    return new Promise(function (answered, failed) {
      var request = new XMLHttpRequest(), watch;
      function wait() {
        clearTimeout(watch);
        watch = setTimeout(function () { request.abort(); failed(new Error('no answer')); }, PATIENCE + (body ? 15000 : 0));
      }
      if (handle) { handle.request = request; }
      request.open(method, address);
      Object.keys(headers).forEach(function (name) { request.setRequestHeader(name, headers[name]); });
      request.upload.onprogress = function (event) { wait(); if (progress && event.total) { progress(event.loaded / event.total); } };
      request.onprogress = wait;
      request.onerror = request.onabort = function () { clearTimeout(watch); failed(new Error('no answer')); };
      request.onload = function () {
        clearTimeout(watch);
        // A network that wants to be paid or signed in to answers in our place, and politely.
        if (!request.getResponseHeader('X-Request-Id')) { failed(new Error('not ours')); return; }
        answered({
          status: request.status, html: request.responseText, refused: request.getResponseHeader('X-Refused'),
          go: request.getResponseHeader('X-Go') || request.getResponseHeader('HX-Redirect')
        });
      };
      wait();
      request.send(body);
    });
  }
  function keys() {
    return ask('GET', '/keys', null, {}).then(function (answer) {
      if (answer.status !== 200) { throw new Error('no keys'); }
      var fresh = JSON.parse(answer.html);
      owners = fresh.owners;
      return fresh;
    });
  }
  function post(entry, token, part) {
    var body = new FormData(), headers = { 'X-Outbox': '1' };
    if (part) { headers['HX-Request'] = 'true'; }
    entry.fields.forEach(function (field) { body.append(field[0], field[0] === 'csrf_token' && token ? token : field[1]); });
    entry.files.forEach(function (file) { body.append(file.name, file.blob, file.filename); });
    return ask('POST', entry.action, body, headers);
  }
  function isStale(answer) { return answer.refused === 'form.stale'; }
  function comesLater(status) { return status === 0 || status === 408 || status === 429 || status >= 500; }

  /* After a try: what the entry is now. */
  function done(entry, go) {
    if (entry.replaces) { forget(entry.replaces); }
    var news = { number: entry.number, of: entry.of, what: entry.what, at: Date.now(), state: 'sent', go: go, fields: [], files: [] };
    return go ? keep(news).catch(function () {}) : forget(entry.number);
  }
  function later(entry, why) {
    entry.state = 'waiting';
    entry.why = why;
    entry.tries += 1;
    // Not all phones of a room at the same moment when the network is back.
    entry.next = Date.now() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * Math.pow(2, entry.tries - 1)) * (0.7 + 0.6 * Math.random());
    return keep(entry).catch(function () {});
  }
  function refused(entry, answer) {
    entry.state = 'refused';
    entry.why = reason(answer.html) || say('outbox.unknown');
    return keep(entry).catch(function () {});
  }
  function reason(html) {
    var page = new DOMParser().parseFromString(html, 'text/html');
    var told = page.querySelectorAll('p.error, [role=alert]:not(.notice), [role=alert] > strong');
    if (!told.length) { told = page.querySelectorAll('main .story, .notice strong, .notice strong + span'); }
    var words = Array.prototype.map.call(told, function (one) { return one.textContent.replace(/\s+/g, ' ').trim(); });
    return words.filter(function (word, at) { return word && words.indexOf(word) === at; }).slice(0, 3).join(' ');
  }

  /* A tap on the form's button. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post' || !form.hasAttribute('data-outbox') || !form.elements.submission || !form.elements.of) { return; }
    // A PIN or password is never kept on the phone.
    if (form.querySelector('[type=password]')) { return; }
    event.preventDefault();
    // htmx listens at the form itself; what is to be kept is sent from here alone.
    event.stopPropagation();
    if (form.hasAttribute('data-sent')) { return; }
    var button = event.submitter || hamyar.pressed(form);
    hamyar.drafts.save(form);
    hamyar.busy(form, button);
    if (hamyar.photos) { hamyar.photos.stop(form); }
    (hamyar.photos ? hamyar.photos.ready(form) : Promise.resolve()).then(function () {
      var entry = gather(form, button);
      // A button that only rearranges the form is worth nothing once the page is gone.
      return button && button.hasAttribute('data-now') ? send(entry, form, true) : keepAndSend(entry, form);
    });
  }, true);

  function forgetDraft(entry) { return entry.draft ? hamyar.drafts.forget(entry.draft.name) : Promise.resolve(); }
  function keepAndSend(entry, form) {
    note(form, '');
    return keep(entry).then(function () {
      // From here on it is the outbox that remembers; a draft beside it could be sent a second time.
      return forgetDraft(entry).then(function () { return send(entry, form, false); });
    }, function () {
      loose = entry.number;
      note(form, say('outbox.unstorable'), 'warn');
      return send(entry, form, true);
    });
  }

  function send(entry, form, isLoose) {
    var target = window.htmx && form.getAttribute('data-hx-target'), wasStale = false;
    sending = true;
    return post(entry, null, target).then(function (answer) {
      wasStale = isStale(answer);
      return wasStale ? keys().then(function (fresh) { return post(entry, fresh.csrf, target); }) : answer;
    }).then(function (answer) {
      sending = false;
      return settle(entry, answer, form, target, isLoose);
    }, function () {
      sending = false;
      return unanswered(entry, form, isLoose, 'outbox.no_answer');
    });
  }

  function unanswered(entry, form, isLoose, why) {
    hamyar.free(document);
    if (isLoose) { note(form, say('outbox.unstorable.not_sent'), 'bad'); return null; }
    return later(entry, why).then(function () {
      form.dispatchEvent(new Event('kept', { bubbles: true }));
      note(form, say('outbox.kept') + ' ' + say('outbox.kept.more'), 'warn');
      return look();
    });
  }

  function settle(entry, answer, form, target, isLoose) {
    loose = null;
    if (answer.go) { return done(entry, '').then(function () { leaveFor(answer.go); }); }
    if (isStale(answer) || comesLater(answer.status)) { return unanswered(entry, form, isLoose, 'outbox.fault'); }
    if (answer.status === 401 && !isLoose) {
      return later(entry, 'outbox.sign_in').then(function () { leaveFor('/account/sign-in?next=' + encodeURIComponent(entry.page)); });
    }
    // What was answered is on the screen; what could not be done at all stays in the list, with its reason.
    var isOver = answer.status < 400 || answer.status === 422;
    if (answer.status < 400 && entry.replaces) { forget(entry.replaces); }
    return (isOver || isLoose ? handBack(entry, answer) : refused(entry, answer)).then(function () {
      if (target) { swap(target, answer); } else { hamyar.show(answer.html); }
      return look();
    });
  }
  /* The form is on the screen again; what is in it is her draft again, until she sends it once more. */
  function handBack(entry, answer) {
    var isAgain = entry.draft && answer.status === 422;
    return (isAgain ? hamyar.drafts.give(entry.draft) : Promise.resolve()).then(function () { return forget(entry.number); });
  }
  function swap(target, answer) {
    var place = document.querySelector(target);
    if (!place || (answer.status >= 400 && answer.status !== 422)) { hamyar.inform(answer.html); return; }
    hamyar.remember(place);
    window.htmx.swap(place, answer.html, { swapStyle: 'outerHTML', settleDelay: 20, swapDelay: 0 });
  }
  function leaveFor(address) {
    // A page that was hidden from curious eyes leads nowhere by itself.
    if (document.documentElement.classList.contains('is-covered')) { return; }
    hamyar.leaving = true;
    var here = location.pathname + location.search;
    location.assign(address);
    // A part of this very page: it is fetched anew, and not opened where she had tapped, far from what it says.
    if (address.indexOf('#') > 0 && address.split('#')[0] === here) {
      history.scrollRestoration = 'manual';
      location.reload();
    }
  }

  /* What waits is tried again: when the page is looked at, when the network is back, and after growing pauses. */
  function flush(isAsked) {
    if (sending) { return Promise.resolve(); }
    sending = true;
    return all().then(function (entries) {
      var now = Date.now();
      var due = entries.filter(function (entry) {
        return entry.state === 'waiting' ? isAsked || entry.next <= now : entry.state === 'sending' && (isAsked || now - entry.at > 2 * PATIENCE);
      });
      if (!due.length) { return null; }
      return keys().then(function (fresh) {
        return due.reduce(function (before, entry) { return before.then(function () { return again(entry, fresh); }); }, Promise.resolve());
      }, function () {
        return Promise.all(due.map(function (entry) { return later(entry, 'outbox.no_answer'); }));
      });
    }).then(function () { sending = false; return look(); }, function () { sending = false; });
  }
  function again(entry, fresh) {
    if (fresh.owners.indexOf(entry.of) < 0) {
      return later(entry, fresh.owners.length > 1 ? 'outbox.others' : 'outbox.sign_in');
    }
    return post(entry, fresh.csrf, null).then(function (answer) {
      if (answer.go || answer.status < 400) { return done(entry, answer.go || entry.page).then(function () { arrived(entry, answer.go); }); }
      if (answer.status === 401) { return later(entry, 'outbox.sign_in'); }
      if (isStale(answer) || comesLater(answer.status)) { return later(entry, 'outbox.fault'); }
      return refused(entry, answer);
    }, function () { return later(entry, 'outbox.no_answer'); });
  }
  /* She still has the form before her: on to its result, as if the answer had come at once. */
  function arrived(entry, go) {
    var field = document.querySelector('form[data-outbox] input[name=submission][value="' + entry.number + '"]');
    if (go && field) { forget(entry.number).then(function () { leaveFor(go); }); }
  }
  function lookAt(entry) {
    sending = true;
    return keys().then(function (fresh) { return post(entry, fresh.csrf, null); }).then(function (answer) {
      sending = false;
      if (answer.go) { return done(entry, '').then(function () { leaveFor(answer.go); }); }
      if (comesLater(answer.status) || answer.status === 401) { return later(entry, 'outbox.no_answer').then(look); }
      if (location.pathname + location.search !== entry.page) { history.pushState(null, '', entry.page); }
      return (answer.status === 422 ? handBack(entry, answer) : Promise.resolve()).then(function () {
        hamyar.show(answer.html);
        return look();
      });
    }, function () { sending = false; return later(entry, 'outbox.no_answer').then(look); });
  }

  /* Whose forms may be thrown away and read here: those of her who is signed in, and those of this very phone. */
  function tagsHere() {
    return Array.prototype.map.call(document.querySelectorAll('input[name=of]'), function (input) { return input.value; });
  }
  function isMine(entry) { return owners.indexOf(entry.of) >= 0; }
  function isAnybodySignedIn() { return owners.some(function (of) { return of.charAt(0) === 'p'; }); }

  /* What is said at the form itself. */
  function note(form, text, kind) {
    var old = form.querySelector('[data-outbox-note]');
    if (old) { old.parentNode.removeChild(old); }
    if (!text) { return; }
    var box = hamyar.notice(kind, text);
    box.setAttribute('role', 'alert');
    box.setAttribute('data-outbox-note', '');
    var last = form.querySelector('.bottom-bar');
    form.insertBefore(box, last && last.parentNode === form ? last : null);
    // The bar with the button lies over the lower edge; what is said must not lie under it.
    box.scrollIntoView({ block: 'center' });
  }

  /* Show what there is now, and set the clock for the next try. */
  function look() {
    return all().then(function (entries) {
      entries = entries.filter(isNews);
      hamyar.waiting.draw(entries);
      clearTimeout(timer);
      var times = entries.filter(function (entry) { return entry.state === 'waiting' || entry.state === 'sending'; })
        .map(function (entry) { return entry.state === 'waiting' ? entry.next : entry.at + 2 * PATIENCE; });
      if (times.length) { timer = setTimeout(flush, Math.max(500, Math.min.apply(null, times) - Date.now())); }
    });
  }
  function isNews(entry) {
    var isOld = entry.state === 'sent' && Date.now() - entry.at > NEWS_KEPT;
    if (isOld) { forget(entry.number); }
    return !isOld;
  }
  function drop(entries) {
    return Promise.all(entries.map(function (entry) { return forget(entry.number); })).then(look);
  }

  hamyar.ask = ask;
  hamyar.keys = keys;
  hamyar.outbox = { look: look, lookAt: lookAt, drop: drop, isMine: isMine, isAnybodySignedIn: isAnybodySignedIn, tryNow: function () { return flush(true); } };
  window.addEventListener('beforeunload', function (event) {
    if (loose && !hamyar.leaving) { event.preventDefault(); event.returnValue = ''; }
  });
  window.addEventListener('online', function () { flush(true); });
  window.addEventListener('focus', function () { flush(true); });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { flush(true); } });
  hamyar.onPage(look);
  all().then(function (entries) {
    // Whose they are decides what the bar may say, so it is asked first; without network the phone speaks of all of them.
    if (entries.length) { keys().catch(function () {}).then(function () { flush(true).then(look); }); }
  });
})();
