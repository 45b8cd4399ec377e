/* Reading without network: the service worker. hamyar/web/offline.py serves it at /sw.js, with `self.hamyar` in front:
   {version, shell, offline, start, words}. It must run on Chrome 61 and Safari 11.3: plain old script.

   Pages are asked of the network first; their copies are kept under the owner whom the server names in X-Hamyar-Copy.
   Files with their content's hash in their name are taken from the copy first. Everything else, every form that is sent
   among it, is none of the worker's business: it never answers it and never repeats it. */
(function () {
  'use strict';
  var hamyar = self.hamyar, OWNER = 'X-Hamyar-Copy', KEPT_AT = 'X-Hamyar-Kept-At';
  var VISITORS = 'visitors', NOBODY = 'nobody';
  var ASSETS = ['hamyar', hamyar.version, 'assets'].join('|'), PICTURES = 'hamyar|any|pictures';
  var MOST_PAGES = 60, MOST_PICTURES = 80;
  // A network that takes longer than this is as good as none, where there is a copy.
  var PATIENCE = 10000;
  var FOR_EVER = /^\/(static|words)\//, PHOTO = /^\/photos\//;
  // What only a proxy in front says: the clinic's machine itself did not answer.
  var NO_ANSWER = [502, 504];
  // Counts what was thrown away, so that an answer that was on its way meanwhile is not kept; and who is signed in, once told.
  var forgotten = 0, here = '';

  function nothing() {}
  function isOurs(name) { return name.indexOf('hamyar|') === 0; }
  function part(name, at) { return name.split('|')[at]; }
  function isPages(name) { return isOurs(name) && part(name, 2) === 'pages'; }
  function isHers(name) { return isPages(name) && part(name, 3) !== VISITORS; }
  function pagesOf(owner) { return ['hamyar', hamyar.version, 'pages', owner].join('|'); }

  /* Caches by name, the newest first. */
  function names(wanted) {
    return caches.keys().then(function (all) { return all.filter(wanted).reverse(); });
  }
  function remove(wanted) {
    return names(wanted).then(function (found) {
      return Promise.all(found.map(function (name) { return caches.delete(name); }));
    });
  }
  function forget(wanted) {
    forgotten += 1;
    return remove(wanted);
  }
  function forgetAll(wanted) {
    here = '';
    return Promise.all([forget(wanted), caches.delete(PICTURES)]);
  }

  /* A new release. The one before it stays: its pages may still be open, and their copies need its files. */
  self.addEventListener('install', function (event) {
    event.waitUntil(caches.open(ASSETS).then(function (cache) { return cache.addAll(hamyar.shell); })
      .then(function () { return self.skipWaiting(); }));
  });
  self.addEventListener('activate', function (event) {
    event.waitUntil(names(isOurs).then(function (all) {
      var before = all.map(function (name) { return part(name, 1); })
        .filter(function (version) { return version !== 'any' && version !== hamyar.version; })[0];
      return remove(function (name) {
        return isOurs(name) && [hamyar.version, before, 'any'].indexOf(part(name, 1)) < 0;
      });
    }).then(function () {
      return self.registration.navigationPreload ? self.registration.navigationPreload.enable() : null;
    }).then(function () { return self.clients.claim(); }));
  });

  self.addEventListener('fetch', function (event) {
    var request = event.request, address = new URL(request.url);
    if (request.method !== 'GET' || address.origin !== self.location.origin) { return; }
    if (request.mode === 'navigate') {
      event.respondWith(page(event, address.pathname === hamyar.start));
    } else if (FOR_EVER.test(address.pathname)) {
      event.respondWith(file(event, request, ASSETS, Infinity));
    } else if (PHOTO.test(address.pathname)) {
      event.respondWith(file(event, request, PICTURES, MOST_PICTURES));
    }
  });

  self.addEventListener('message', function (event) {
    var said = event.data || {};
    // Quick hide: nothing on this phone shows what was open.
    if (said.type === 'forget') { event.waitUntil(forgetAll(isPages)); }
    // Signing out: her pages go; what any visitor may read stays.
    if (said.type === 'leave') { event.waitUntil(forgetAll(isHers)); }
    // The first page was there before the worker.
    if (said.type === 'keep') { event.waitUntil(keepFirst(event, said)); }
  });
  function keepFirst(event, said) {
    var at = forgotten;
    said.files.forEach(function (address) {
      var path = new URL(address).pathname;
      if (FOR_EVER.test(path)) { event.waitUntil(file(event, address, ASSETS, Infinity).catch(nothing)); }
      if (PHOTO.test(path)) { event.waitUntil(file(event, address, PICTURES, MOST_PICTURES).catch(nothing)); }
    });
    return fetch(said.page, { credentials: 'same-origin' }).then(function (response) {
      return received(event, said.page, response, at);
    }).catch(nothing);
  }

  /* Pages: the network, then the copy, then the truth. */
  function page(event, isStart) {
    var request = event.request, at = forgotten;
    var network = Promise.resolve(event.preloadResponse).then(function (early) {
      return early || fetch(request);
    }).then(function (response) { return received(event, request.url, response, at); });
    event.waitUntil(network.catch(nothing));
    var late = new Promise(function (done) { setTimeout(done, PATIENCE); })
      .then(function () { return copyOf(request.url); }).then(function (copy) { return copy || network; });
    return Promise.race([network.then(function (response) {
      return NO_ANSWER.indexOf(response.status) < 0 ? response : instead(request.url, isStart, response);
    }), late]).catch(function () { return instead(request.url, isStart, null); });
  }
  function instead(address, isStart, answer) {
    return copyOf(address).then(function (copy) {
      return copy || (isStart ? readLast() : null);
    }).then(function (copy) { return copy || answer || caches.match(hamyar.offline); })
      .then(function (found) { return found || Response.error(); });
  }

  /* Look at whose an answer is: let go of what is not hers, and keep it for its owner. */
  function received(event, address, response, at) {
    var owner = response.headers.get(OWNER);
    if (!owner || (at !== forgotten && owner !== NOBODY)) { return response; }
    var others = Promise.resolve();
    if (owner !== VISITORS && owner !== here) {
      here = owner;
      others = forget(function (name) { return isHers(name) && part(name, 3) !== owner; });
    }
    if (owner === NOBODY || response.status !== 200 || response.redirected) {
      event.waitUntil(others);
    } else {
      var copy = response.clone(), now = forgotten;
      event.waitUntil(others.then(function () { return keep(owner, address, copy, now); }));
    }
    return response;
  }
  function keep(owner, address, response, at) {
    return Promise.all([caches.open(pagesOf(owner)), response.text()]).then(function (both) {
      var headers = new Headers(response.headers);
      headers.delete('Content-Encoding');
      headers.delete('Content-Length');
      headers.set(KEPT_AT, String(Date.now()));
      // A cache that was deleted since it was opened takes this too, and is gone with it.
      return at === forgotten ? put(both[0], address, new Response(both[1], { headers: headers }), MOST_PAGES) : null;
    });
  }
  function put(cache, address, response, most) {
    return cache.put(address, response).then(function () { return cache.keys(); }).then(function (kept) {
      return Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map(function (old) { return cache.delete(old); }));
    }).catch(function () { return caches.delete(PICTURES); });
  }

  /* Files that never change under their name. */
  function file(event, request, name, most) {
    var address = request.url || request;
    return caches.match(address, { ignoreVary: true }).then(function (copy) {
      return copy || fetch(request).then(function (response) {
        if (response.status === 200 && /immutable/.test(response.headers.get('Cache-Control'))) {
          var kept = response.clone();
          event.waitUntil(caches.open(name).then(function (cache) { return put(cache, address, kept, most); }));
        }
        return response;
      });
    });
  }

  /* The copy of a page with its mark, from the newest release that has one. */
  function copyOf(address) {
    return names(isPages).then(function (found) {
      return found.reduce(function (before, name) {
        return before.then(function (copy) { return copy || caches.match(address, { cacheName: name, ignoreVary: true }); });
      }, Promise.resolve(null));
    }).then(function (copy) { return copy ? marked(copy) : null; });
  }
  function marked(copy) {
    return copy.text().then(function (html) {
      var language = (/<html lang="(\w+)"/.exec(html) || [])[1], words = hamyar.words[language] || hamyar.words.fa;
      var why = self.navigator.onLine ? words.silent : words.offline;
      var since = words.since.replace('%(time)s', moment(Number(copy.headers.get(KEPT_AT)), words.locale));
      var mark = '<p class="kept" role="status"><strong>' + why + '</strong> ' + since + '</p>';
      return new Response(html.replace(/<body[^>]*>/, function (body) { return body + mark; }), { headers: copy.headers });
    });
  }
  function moment(at, locale) {
    var then = new Date(at), clock = { hour: '2-digit', minute: '2-digit' };
    var isToday = then.toDateString() === new Date().toDateString();
    return isToday ? then.toLocaleTimeString(locale, clock)
      : then.toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' }) + ' ' + then.toLocaleTimeString(locale, clock);
  }

  /* The icon on the home screen leads to where she is at home; without network, to what she read last. */
  function readLast() {
    return Promise.all([names(isHers), names(isPages)]).then(function (found) {
      return found[0].concat(found[1]).reduce(function (before, name) {
        return before.then(function (last) { return last || newestIn(name); });
      }, Promise.resolve(null));
    }).then(function (last) { return last ? Response.redirect(last.url) : null; });
  }
  function newestIn(name) {
    return caches.open(name).then(function (cache) { return cache.keys(); }).then(function (kept) { return kept[kept.length - 1]; });
  }
})();
