/* What the outbox holds, shown: the bar on every page, and the list, which opens over any page without network. */
(function () {
  'use strict';
  var hamyar = window.hamyar, say = hamyar.say, each = hamyar.each, part = hamyar.part, notice = hamyar.notice;

  function draw(entries) {
    drawBar(entries);
    drawList(entries);
  }
  function button(key, kind, act) {
    var made = part('button', 'button ' + kind, '');
    made.type = 'button';
    made.appendChild(part('span', '', say(key)));
    made.addEventListener('click', act);
    return made;
  }
  function link(key, kind, address) {
    var made = part('a', 'button ' + kind, '');
    made.href = address;
    made.appendChild(part('span', '', say(key)));
    return made;
  }

  function drawBar(entries) {
    var page = document.querySelector('main > .page'), old = document.getElementById('outbox');
    var bar = part('div', 'outbox stack no-print');
    bar.id = 'outbox';
    bar.setAttribute('role', 'status');
    if (page && !document.querySelector('[data-waiting]')) { barsOf(entries).forEach(function (one) { bar.appendChild(one); }); }
    if (old && old.textContent === bar.textContent) { return; }
    if (old) { old.parentNode.removeChild(old); }
    if (page && (old || bar.firstChild)) { page.insertBefore(bar, page.firstChild); }
  }
  function barsOf(entries) {
    var bars = [], mine = entries.filter(hamyar.outbox.isMine);
    function of(state) { return mine.filter(function (entry) { return entry.state === state; }); }
    function bar(kind, title, text, actions) {
      var box = notice(kind, title, text), row = part('p', 'row');
      actions.forEach(function (one) { row.appendChild(one); });
      box.lastChild.appendChild(row);
      bars.push(box);
    }
    var waiting = of('waiting'), sent = of('sent'), bad = of('refused');
    if (bad.length) {
      bar('bad', bad.length === 1 ? say('outbox.refused', { what: bad[0].what }) : say('outbox.refused.many', { count: bad.length }),
        bad.length === 1 ? bad[0].why : '',
        bad.length === 1 ? [button('outbox.look', 'quiet', function () { hamyar.outbox.lookAt(bad[0]); })] : [showLink()]);
    }
    if (waiting.length) {
      var needsHer = waiting[0].why === 'outbox.sign_in';
      bar('warn', waiting.length === 1 ? say('outbox.kept') : say('outbox.many', { count: waiting.length }),
        waiting.length === 1 ? waiting[0].what + (needsHer ? ': ' + say('outbox.sign_in') : '') : '',
        [needsHer && location.pathname !== '/account/sign-in' ? signInLink() : button('outbox.try', 'quiet', function () { hamyar.outbox.tryNow(); }), showLink()]);
    }
    if (sent.length) {
      var last = sent[sent.length - 1];
      bar('good', say('outbox.sent', { what: last.what }), '', [link('outbox.show', 'quiet', last.go), button('outbox.done', 'plain', function () { hamyar.outbox.drop(sent); })]);
    }
    if (!bars.length && entries.some(function (entry) { return !hamyar.outbox.isMine(entry) && entry.state !== 'sent'; })) {
      if (hamyar.outbox.isAnybodySignedIn()) { bar('note', say('outbox.others'), '', [showLink()]);
      } else { bar('warn', say('outbox.kept'), say('outbox.sign_in'), [signInLink(), showLink()]); }
    }
    return bars;
  }
  function signInLink() { return link('outbox.sign_in', 'quiet', '/account/sign-in?next=' + encodeURIComponent(location.pathname + location.search)); }
  function showLink() {
    var made = link('outbox.show', 'plain', '/waiting');
    made.setAttribute('data-show-waiting', '');
    return made;
  }

  function drawList(entries) {
    var place = document.querySelector('[data-waiting]');
    if (!place) { return; }
    each(place, '[data-entry]', function (one) { place.removeChild(one); });
    entries = entries.filter(function (entry) { return entry.state !== 'sent' || hamyar.outbox.isMine(entry); });
    entries.forEach(function (entry) { place.appendChild(card(entry)); });
    if (!entries.length) {
      var nothing = notice('good', say('outbox.empty'));
      nothing.setAttribute('data-entry', '');
      place.appendChild(nothing);
    }
  }
  function card(entry) {
    var mine = hamyar.outbox.isMine(entry), box = part('section', 'panel stack'), row = part('div', 'row');
    box.setAttribute('data-entry', entry.number);
    box.appendChild(part('h2', '', mine ? entry.what : say('outbox.somebody')));
    box.appendChild(part('p', 'soft small', say('outbox.since', { time: when(entry.at) })));
    box.appendChild(notice.apply(null, stateOf(entry, mine)));
    if (!mine) {
      if (!hamyar.outbox.isAnybodySignedIn()) { row.appendChild(signInLink()); }
      box.appendChild(row);
      return box;
    }
    if (entry.state === 'sent') {
      row.appendChild(link('outbox.show', 'quiet', entry.go));
      row.appendChild(button('outbox.done', 'plain', function () { hamyar.outbox.drop([entry]); }));
    } else {
      if (entry.state === 'refused') { row.appendChild(button('outbox.look', '', function () { hamyar.outbox.lookAt(entry); }));
      } else if (entry.why === 'outbox.sign_in') { row.appendChild(signInLink());
      } else { row.appendChild(button('outbox.try', '', function () { hamyar.outbox.tryNow(); })); }
      row.appendChild(thrower(entry));
    }
    box.appendChild(row);
    return box;
  }
  function stateOf(entry, mine) {
    if (entry.state === 'sent') { return ['good', say('outbox.sent', { what: entry.what })]; }
    if (entry.state === 'refused') { return ['bad', say('outbox.refused', { what: mine ? entry.what : '' }), mine ? entry.why : '']; }
    if (entry.state === 'sending') { return ['note', say('outbox.sending')]; }
    return ['warn', say('outbox.kept'), say(mine ? entry.why || 'outbox.no_answer' : hamyar.outbox.isAnybodySignedIn() ? 'outbox.others' : 'outbox.sign_in')];
  }
  function thrower(entry) {
    var ask = part('details', 'ask'), summary = part('summary', 'button plain'), inside = part('div');
    summary.appendChild(part('span', '', say('outbox.drop')));
    inside.appendChild(part('p', '', say('outbox.drop.sure')));
    inside.appendChild(button('outbox.drop.yes', 'danger', function () { hamyar.outbox.drop([entry]); }));
    ask.appendChild(summary);
    ask.appendChild(inside);
    return ask;
  }
  function when(at) {
    return new Date(at).toLocaleString(document.documentElement.lang === 'fa' ? 'fa-IR' : 'en-GB',
      { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' });
  }

  /* The list opens over any page, as its own address could not be loaded without network. */
  document.addEventListener('click', function (event) {
    if (!event.target.closest || !event.target.closest('[data-show-waiting]')) { return; }
    event.preventDefault();
    open();
  });
  function open() {
    var main = document.querySelector('main'), view = part('div', 'page narrow stack'), list = part('div', 'stack');
    each(main, '#main > *', function (one) { one.hidden = true; });
    view.id = 'waiting-view';
    list.setAttribute('data-waiting', '');
    list.appendChild(part('h1', '', say('outbox.title')));
    view.appendChild(list);
    var back = button('outbox.back', 'quiet', function () { history.back(); });
    view.appendChild(back);
    main.appendChild(view);
    history.pushState({ waiting: true }, '', location.href);
    window.scrollTo(0, 0);
    main.focus();
    hamyar.outbox.look();
  }
  window.addEventListener('popstate', function () {
    var view = document.getElementById('waiting-view');
    if (!view) { return; }
    view.parentNode.removeChild(view);
    each(document, '#main > *', function (one) { one.hidden = false; });
    hamyar.outbox.look();
  });

  hamyar.waiting = { draw: draw };
})();
