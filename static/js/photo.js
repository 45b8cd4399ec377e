/* Photos from a phone: made small and upright here, sent one by one while she goes on typing, and kept with the form
   where there is no network. Drawing them anew leaves the place where they were taken behind. The server does all of
   that once more; without this script it does it alone. */
(function () {
  'use strict';
  var hamyar = window.hamyar;
  if (!hamyar) { return; }
  var say = hamyar.say, part = hamyar.part;
  var LONGEST_SIDE = 1600, MOST_BYTES = 300 * 1024, LARGEST_FILE = 15 * 1024 * 1024, QUALITIES = [0.8, 0.7, 0.6, 0.5];
  var SIGNS = { small: 'hourglass', moving: 'hourglass', here: 'circle-check', waits: 'triangle-alert', refused: 'circle-alert' };
  var working = Promise.resolve(), timer = null, pause = 2000;

  /* Two pixels beside each other with the mark "turn me": a browser that turns photos by itself shows them as a pillar. */
  var PILLAR = '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAIBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AI6//9k=';
  var turnsItself = null;
  function doesTurn() {
    if (!turnsItself) {
      var bytes = Uint8Array.from(atob(PILLAR), function (sign) { return sign.charCodeAt(0); });
      turnsItself = picture(new Blob([bytes], { type: 'image/jpeg' })).then(function (image) { return image.naturalHeight > image.naturalWidth; });
    }
    return turnsItself;
  }
  function picture(blob) {
    return new Promise(function (good, bad) {
      var image = new Image(), address = URL.createObjectURL(blob);
      image.onload = function () { URL.revokeObjectURL(address); good(image); };
      image.onerror = function () { URL.revokeObjectURL(address); bad(new Error('no picture')); };
      image.src = address;
    });
  }

  /* Which way up (1 to 8), from the head of a JPEG; 1 where nothing is said. */
  function turnOf(blob) {
    return new Promise(function (good) {
      var reader = new FileReader();
      reader.onload = function () {
        try { good(turnIn(new DataView(reader.result))); } catch (error) { good(1); }
      };
      reader.onerror = function () { good(1); };
      reader.readAsArrayBuffer(blob.slice(0, 128 * 1024));
    });
  }
  function turnIn(data) {
    if (data.getUint16(0) !== 0xFFD8) { return 1; }
    for (var at = 2; data.getUint8(at) === 0xFF; at += 2 + data.getUint16(at + 2)) {
      if (data.getUint16(at) === 0xFFE1 && data.getUint32(at + 4) === 0x45786966) { return turnInTags(data, at + 10); }
    }
    return 1;
  }
  function turnInTags(data, base) {
    var isLittle = data.getUint16(base) === 0x4949, tags = base + data.getUint32(base + 4, isLittle);
    for (var one = 0; one < data.getUint16(tags, isLittle); one += 1) {
      if (data.getUint16(tags + 2 + one * 12, isLittle) === 0x0112) {
        var turn = data.getUint16(tags + 10 + one * 12, isLittle);
        return turn >= 1 && turn <= 8 ? turn : 1;
      }
    }
    return 1;
  }

  /* The photo as a small upright JPEG. Fails where this browser cannot draw it. */
  function small(file) {
    return Promise.all([picture(file), doesTurn(), turnOf(file)]).then(function (found) {
      return squeezed(found[0], found[1] ? 1 : found[2], LONGEST_SIDE, 0);
    });
  }
  function squeezed(image, turn, side, step) {
    var canvas = drawn(image, turn, side);
    return new Promise(function (good) { canvas.toBlob(good, 'image/jpeg', QUALITIES[step]); }).then(function (blob) {
      canvas.width = canvas.height = 0;
      if (!blob) { throw new Error('not drawn'); }
      if (blob.size <= MOST_BYTES || side < 400) { return blob; }
      return step + 1 < QUALITIES.length ? squeezed(image, turn, side, step + 1) : squeezed(image, turn, Math.round(side * 0.75), step);
    });
  }
  function drawn(image, turn, side) {
    var lies = turn > 4, scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
    var width = Math.round(image.naturalWidth * scale), height = Math.round(image.naturalHeight * scale);
    var canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
    canvas.width = lies ? height : width;
    canvas.height = lies ? width : height;
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = 'high';
    // As the eight ways to hold a camera are numbered in the Exif standard.
    var ways = [null, [1, 0, 0, 1, 0, 0], [-1, 0, 0, 1, width, 0], [-1, 0, 0, -1, width, height], [1, 0, 0, -1, 0, height],
      [0, 1, 1, 0, 0, 0], [0, 1, -1, 0, height, 0], [0, -1, -1, 0, height, width], [0, -1, 1, 0, 0, width]];
    pen.transform.apply(pen, ways[turn]);
    pen.drawImage(image, 0, 0, width, height);
    return canvas;
  }

  /* One chosen photo and its line under the field. */
  function add(input, item) {
    item.input = input;
    item.row = part('li', 'photo-item');
    item.said = part('span', 'fact');
    item.bar = document.createElement('progress');
    item.bar.max = 100;
    item.again = button('photo.again', function () { push(item); });
    item.row.appendChild(part('span', 'thumb'));
    item.row.appendChild(item.said);
    item.row.appendChild(item.bar);
    item.row.appendChild(item.again);
    item.row.appendChild(button('photo.remove', function () { remove(item); }));
    listOf(input).appendChild(item.row);
    itemsOf(input).push(item);
  }
  function button(key, act) {
    var made = part('button', 'button plain');
    made.type = 'button';
    made.appendChild(part('span', '', say(key)));
    made.addEventListener('click', act);
    return made;
  }
  function thumb(item) {
    var place = item.row.querySelector('.thumb'), image = new Image(), address = URL.createObjectURL(item.blob || item.file);
    image.alt = '';
    image.onload = function () { URL.revokeObjectURL(address); };
    // What this browser cannot draw (HEIC) is there all the same: its name says so.
    image.onerror = function () { URL.revokeObjectURL(address); place.textContent = item.filename; };
    image.src = address;
    place.textContent = '';
    place.appendChild(image);
  }
  function set(item, state, words) {
    var isNew = item.state !== state;
    item.state = state;
    item.bar.hidden = state !== 'moving';
    // A full disk may have room again in a while.
    item.again.hidden = !item.blob || !item.input.getAttribute('data-photos') || (state !== 'waits' && state !== 'refused');
    if (!isNew && !words) { return; }
    item.said.textContent = '';
    item.said.appendChild(hamyar.icon(SIGNS[state]));
    item.said.appendChild(part('span', '', words || say('photo.' + state)));
  }
  function remove(item) {
    if (item.handle && item.handle.request) { item.handle.request.abort(); }
    item.isGone = true;
    item.row.parentNode.removeChild(item.row);
    item.input.hamyarItems = itemsOf(item.input).filter(function (one) { return one !== item; });
    changed(item.input);
  }
  function changed(input) {
    var form = input.form;
    if (form && !form.hasAttribute('data-sent')) { hamyar.drafts.save(form); }
  }
  function itemsOf(input) { return input.hamyarItems || (input.hamyarItems = []); }
  function listOf(input) {
    var field = input.closest('.field'), list = field.querySelector('.photo-items');
    if (!list) {
      list = part('ul', 'photo-items');
      list.setAttribute('aria-live', 'polite');
      field.insertBefore(list, field.querySelector('.photo-drop').nextSibling);
    }
    return list;
  }

  /* First small, one after the other, as memory is short; then on its way. */
  function take(input, file) {
    var item = { file: file, filename: file.name, blob: null, seal: null };
    add(input, item);
    set(item, 'small');
    item.ready = working = working.then(function () { return small(file); }).then(function (blob) {
      item.blob = blob;
      item.filename = file.name.replace(/\.\w+$/, '') + '.jpg';
    }, function () {
      item.blob = file.size <= LARGEST_FILE ? file : null;
    }).then(function () {
      if (item.isGone) { return; }
      thumb(item);
      if (!item.blob) { set(item, 'refused', say('photo.large')); return; }
      changed(input);
      push(item);
    });
  }
  function push(item) {
    var address = item.input.getAttribute('data-photos'), form = item.input.form;
    if (!address || !form || form.hasAttribute('data-sent')) { set(item, 'waits'); return; }
    item.handle = {};
    set(item, 'moving', say('photo.moving', { part: 0 }));
    hamyar.keys().then(function (fresh) {
      var body = new FormData();
      body.append('csrf_token', fresh.csrf);
      body.append('submission', item.input.getAttribute('data-number'));
      body.append('of', form.elements.of.value);
      body.append('photos', item.blob, item.filename);
      return hamyar.ask('POST', address, body, {}, function (share) {
        item.bar.value = Math.round(share * 100);
        set(item, 'moving', say('photo.moving', { part: Math.round(share * 100) }));
      }, item.handle);
    }).then(function (answer) { arrived(item, answer); }, function () { wait(item); });
  }
  function arrived(item, answer) {
    var found = {};
    try { found = JSON.parse(answer.html); } catch (error) { /* A page for people: the answer to a door, not to a photo. */ }
    if (item.isGone) { return; }
    if (found.kept) { keep(item, found.kept); changed(item.input); return; }
    if (found.problem) { set(item, 'refused', found.problem); return; }
    wait(item);
  }
  function keep(item, seal) {
    var field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'kept';
    field.value = item.seal = seal;
    item.row.appendChild(field);
    pause = 2000;
    set(item, 'here');
  }
  function wait(item) {
    if (item.isGone || item.seal) { return; }
    set(item, 'waits');
    clearTimeout(timer);
    timer = setTimeout(pushAll, pause);
    pause = Math.min(pause * 2, 120000);
  }
  function pushAll() {
    all(document).forEach(function (item) { if (item.state === 'waits' && item.blob) { push(item); } });
  }
  function all(scope) {
    var found = [];
    hamyar.each(scope, '[data-photos]', function (input) { found = found.concat(itemsOf(input)); });
    return found;
  }

  document.addEventListener('change', function (event) {
    var input = event.target;
    if (!input.hasAttribute('data-photos') || !input.form || !input.form.hasAttribute('data-outbox')) { return; }
    var files = Array.prototype.slice.call(input.files);
    if (!input.multiple) { itemsOf(input).slice().forEach(remove); }
    var room = Number(input.getAttribute('data-most')) - input.form.querySelectorAll('input[name=kept]').length -
      itemsOf(input).filter(function (item) { return item.blob && !item.seal; }).length;
    if (!input.multiple) { room = 1; }
    files.slice(0, Math.max(0, room)).forEach(function (file) { take(input, file); });
    // The large original must not travel beside the small one.
    input.value = '';
    if (files.length > room) { tellMost(input); }
  });
  function tellMost(input) {
    var line = part('li', 'photo-item', say('photo.most', { most: Number(input.getAttribute('data-most')) }));
    listOf(input).appendChild(line);
    setTimeout(function () { line.parentNode.removeChild(line); }, 8000);
  }
  window.addEventListener('online', pushAll);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { pushAll(); } });

  /* For the outbox and the drafts. */
  function waiting(form) { return all(form).filter(function (item) { return item.blob && !item.seal && item.state !== 'refused'; }); }
  hamyar.photos = {
    of: function (form) {
      return waiting(form).map(function (item) { return { name: 'photos', blob: item.blob, filename: item.filename }; });
    },
    items: function (form) {
      return all(form).filter(function (item) { return item.blob; })
        .map(function (item) { return { blob: item.blob, filename: item.filename, seal: item.seal }; });
    },
    put: function (form, items) {
      var input = form.querySelector('[data-photos]');
      items.forEach(function (one) {
        var item = { file: one.blob, filename: one.filename, blob: one.blob, seal: null, ready: Promise.resolve() };
        add(input, item);
        thumb(item);
        if (one.seal) { keep(item, one.seal); } else { push(item); }
      });
    },
    ready: function (form) { return Promise.all(all(form).map(function (item) { return item.ready; })); },
    stop: function (form) {
      all(form).forEach(function (item) { if (item.state === 'moving' && item.handle.request) { item.handle.request.abort(); } });
    }
  };
})();
