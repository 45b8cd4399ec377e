/* The picture of a product to send, drawn by the phone itself: its browser shapes Persian right. Canvas, blobs and saving
   work on plain http too; only the share sheet needs a secure page. The server gives the words, the style sheet the colours. */
(function () {
  'use strict';
  var hamyar = window.hamyar;
  var WIDTH = 1080, HEIGHT = 1350, EDGE = 64, PHOTO = 680, CLOTH = 936, TOOTH = 24, QUIET = 36;
  var FONT = 'Vazirmatn Card, Vazirmatn, Tahoma, sans-serif', QUALITY = 0.88, PATIENCE = 5000;
  // Of a photo in another shape than its place, at least so much is shown; what stays free is filled with its own colours.
  var LEAST_SHOWN = 0.78;

  hamyar.onPage(function () {
    hamyar.each(document, '[data-share-card]:not([data-begun])', function (place) {
      place.setAttribute('data-begun', '');
      begin(place).catch(function () { give(place, ['photo', 'failed']); });
    });
  });

  function begin(place) {
    var canvas = place.querySelector('canvas');
    give(place, ['drawing', 'photo']);
    return Promise.all([font(place.getAttribute('data-font')), photo(place.querySelector('[data-photo]')), sign(place, canvas)])
      .then(function (ready) {
        draw(canvas, JSON.parse(place.getAttribute('data-share-card')), ready[1], ready[2]);
        return new Promise(function (made) { canvas.toBlob(made, 'image/jpeg', QUALITY); });
      })
      .then(function (blob) { offer(place, blob); });
  }
  function give(place, parts) {
    hamyar.each(place, '[data-part]', function (one) { one.hidden = parts.indexOf(one.getAttribute('data-part')) < 0; });
  }
  function offer(place, blob) {
    var address = URL.createObjectURL(blob), name = place.getAttribute('data-name'), save = place.querySelector('[data-save]');
    var image = new Image(WIDTH, HEIGHT), part = place.querySelector('[data-part=drawn]');
    image.className = 'card-picture';
    image.alt = place.getAttribute('data-alt');
    image.src = address;
    part.insertBefore(image, part.firstChild);
    save.href = address;
    save.download = name;
    give(place, ['drawn']);
    var button = place.querySelector('[data-send]'), text = document.getElementById('share-text').value;
    var what = navigator.canShare ? { files: [new File([blob], name, { type: blob.type })], text: text } : null;
    if (!what || !navigator.canShare(what)) { return; }
    button.hidden = false;
    save.classList.add('quiet');
    button.addEventListener('click', function () { navigator.share(what).catch(function () {}); });
  }

  /* What is needed first. A font that does not come in time, or a photo that does not come at all, stops nothing. */
  function font(address) {
    var loaded = new Promise(function (done) {
      // Under a name of its own: a page may give its font up when it comes late, and the picture must not.
      var face = new FontFace('Vazirmatn Card', 'url("' + address + '")', { weight: '400 700' });
      face.load().then(function () { document.fonts.add(face); done(); }, done);
    });
    return Promise.race([loaded.catch(function () {}), new Promise(function (done) { setTimeout(done, PATIENCE); })]);
  }
  function photo(image) {
    if (!image) { return null; }
    return new Promise(function (done) {
      if (image.complete) { done(image.naturalWidth ? image : null); return; }
      image.onload = function () { done(image); };
      image.onerror = function () { done(null); };
    });
  }
  function sign(place, canvas) {
    return new Promise(function (done) {
      var request = new XMLHttpRequest(), image = new Image();
      image.onload = function () { done(image); };
      image.onerror = request.onerror = request.ontimeout = function () { done(null); };
      request.onload = function () { image.src = lone(request.responseText, place.getAttribute('data-sign'), tone(canvas, 'thread')); };
      request.open('GET', place.getAttribute('data-sprite'));
      request.timeout = PATIENCE;
      request.send();
    });
  }
  /* One symbol of the sprite as a picture of its own. */
  function lone(sprite, name, colour) {
    var symbol = new DOMParser().parseFromString(sprite, 'image/svg+xml').getElementById(name), text = new XMLSerializer().serializeToString(symbol);
    text = text.replace('<symbol', '<svg width="480" height="480"').replace('</symbol>', '</svg>').replace(/currentColor/g, colour);
    return URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  }

  /* The picture, from the top down. */
  function draw(canvas, card, photo, sign) {
    var pen = canvas.getContext('2d'), colours = {};
    ['ground', 'surface', 'ink', 'soft', 'line', 'main', 'cloth', 'thread'].forEach(function (name) { colours[name] = tone(canvas, name); });
    // The canvas itself says rtl too: browsers before 2019 (Firefox: 2022) listen to it alone.
    pen.direction = 'rtl';
    pen.textBaseline = 'alphabetic';
    pen.fillStyle = colours.surface;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    if (photo) { drawPhoto(pen, photo); } else { drawSign(pen, sign, colours); }
    drawShop(pen, card, sign, colours);
    drawCloth(pen, colours);
    drawOffer(pen, card, colours);
    drawSquare(pen, card, colours);
    drawCode(pen, card, colours);
  }

  function drawPhoto(pen, photo) {
    var across = WIDTH / photo.naturalWidth, down = PHOTO / photo.naturalHeight;
    var whole = Math.min(across, down), filling = Math.max(across, down), scale = Math.min(filling, whole / LEAST_SHOWN);
    if (scale < filling) { drawBlurred(pen, photo); }
    var width = photo.naturalWidth * scale, height = photo.naturalHeight * scale;
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, WIDTH, PHOTO);
    pen.clip();
    pen.drawImage(photo, (WIDTH - width) / 2, (PHOTO - height) / 2, width, height);
    pen.restore();
  }
  /* Blurred by being drawn very small and enlarged in steps: Safari's canvas has no filter. */
  function drawBlurred(pen, photo) {
    var steps = [8, 32, 128].map(function (width) { return made(width, width * PHOTO / WIDTH); });
    steps.reduce(function (from, to) { to.drawImage(from.canvas || from, 0, 0, to.canvas.width, to.canvas.height); return to; }, photo);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(steps[2].canvas, 0, 0, WIDTH, PHOTO);
  }
  function made(width, height) {
    var canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
    canvas.width = Math.round(width);
    canvas.height = Math.round(height);
    pen.imageSmoothingQuality = 'high';
    return pen;
  }
  /* No photo yet: the occupation's sign on its cloth, a stitched seam around it. */
  function drawSign(pen, sign, colours) {
    var x = WIDTH / 2, y = PHOTO / 2 + 24;
    pen.fillStyle = colours.cloth;
    pen.fillRect(0, 0, WIDTH, PHOTO);
    pen.fillStyle = colours.thread;
    pen.globalAlpha = 0.16;
    pen.fillRect(0, 0, WIDTH, PHOTO);
    pen.globalAlpha = 1;
    pen.fillStyle = colours.cloth;
    disc(pen, x, y, 232);
    pen.fill();
    pen.strokeStyle = colours.thread;
    pen.lineWidth = 5;
    pen.setLineDash([22, 16]);
    disc(pen, x, y, 206);
    pen.stroke();
    if (sign) { pen.drawImage(sign, x - 120, y - 120, 240, 240); }
  }
  function disc(pen, x, y, radius) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }
  function drawShop(pen, card, sign, colours) {
    var shop = fit(pen, card.shop, 700, [40, 34], 620, 1), place = card.place ? fit(pen, card.place, 400, [32], 300, 1) : null;
    var width = 150 + shop.width + (place ? place.width + 28 : 0), x = WIDTH - 40, y = 40;
    pen.fillStyle = colours.surface;
    rounded(pen, x - width, y, width, 88, 44);
    if (sign) { pen.drawImage(sign, x - 78, y + 22, 44, 44); }
    say(pen, shop.lines[0], x - 94, y + 58, 700, shop.size, colours.ink);
    if (place) { say(pen, place.lines[0], x - 94 - shop.width - 28, y + 57, 400, place.size, colours.soft); }
  }
  /* The house's mark: a piece of cloth cut with pinking shears. */
  function drawCloth(pen, colours) {
    pen.fillStyle = colours.cloth;
    pen.beginPath();
    pen.moveTo(0, PHOTO);
    for (var x = 0; x < WIDTH; x += TOOTH) {
      pen.lineTo(x + TOOTH / 2, PHOTO - TOOTH / 2);
      pen.lineTo(x + TOOTH, PHOTO);
    }
    pen.lineTo(WIDTH, CLOTH);
    for (x = WIDTH; x > 0; x -= TOOTH) {
      pen.lineTo(x - TOOTH / 2, CLOTH + TOOTH / 2);
      pen.lineTo(x - TOOTH, CLOTH);
    }
    pen.fill();
  }
  function drawOffer(pen, card, colours) {
    var name = fit(pen, card.name, 700, [72, 64, 56], WIDTH - 2 * EDGE, 1);
    if (name.isCut) { name = fit(pen, card.name, 700, [50, 46, 42, 38], WIDTH - 2 * EDGE, 2); }
    var step = name.size * 1.4, height = name.lines.length * step + 84, y = (PHOTO + CLOTH - height) / 2;
    name.lines.forEach(function (line, number) { say(pen, line, WIDTH - EDGE, y + step * (number + 0.78), 700, name.size, colours.ink); });
    y += name.lines.length * step + 64;
    var price = fit(pen, card.price, 700, [60, 52, 44], 700, 1);
    say(pen, price.lines[0], WIDTH - EDGE, y, 700, price.size, colours.thread);
    say(pen, card.unit, WIDTH - EDGE - price.width - 28, y, 400, 38, colours.thread);
  }
  function drawSquare(pen, card, colours) {
    var rows = card.square, dot = Math.floor(264 / rows.length), size = dot * rows.length;
    var left = EDGE, top = CLOTH + TOOTH / 2 + QUIET;
    pen.fillStyle = '#000';
    rows.forEach(function (row, y) {
      for (var x = 0; x < row.length; x += 1) {
        if (row.charAt(x) === '1') { pen.fillRect(left + x * dot, top + y * dot, dot, dot); }
      }
    });
    say(pen, card.scan, left + size / 2, top + size + 44, 400, 27, colours.soft, 'center');
  }
  function drawCode(pen, card, colours) {
    var right = WIDTH - EDGE, width = 610, y = CLOTH + TOOTH / 2 + QUIET;
    pen.fillStyle = colours.cloth;
    rounded(pen, right - width, y, width, 116, 24);
    say(pen, card.codeLabel, right - 32, y + 72, 400, 38, colours.thread);
    say(pen, card.code, right - width + 32, y + 84, 700, 76, colours.thread, 'left', true);
    say(pen, card.orderLabel, right, y + 170, 400, 34, colours.soft);
    say(pen, card.phone, right, y + 236, 700, 56, colours.ink, 'right', true);
    line(pen, card.orAt, [30, 26], right, y + 288, width, colours.soft);
    if (card.reach) { line(pen, card.reach, [27, 24, 21], right, y + 334, width, colours.soft); }
  }

  /* Words. */
  function say(pen, text, x, y, weight, size, colour, align, isNumber) {
    pen.font = weight + ' ' + size + 'px ' + FONT;
    pen.fillStyle = colour;
    pen.textAlign = align || 'right';
    // Marks around the text give it its direction where neither the pen nor the canvas does.
    pen.fillText((isNumber ? '\u202a' : '\u202b') + text + '\u202c', x, y);
  }
  /* One line in the largest of these sizes that has room for it. */
  function line(pen, text, sizes, right, y, width, colour) {
    var found = fit(pen, text, 400, sizes, width, 1);
    say(pen, found.lines[0], right, y, 400, found.size, colour);
  }
  /* The largest of these sizes in which the text takes no more lines than it may; else the smallest, cut with "…". */
  function fit(pen, text, weight, sizes, width, most) {
    var size, lines, isCut;
    for (var at = 0; at < sizes.length; at += 1) {
      size = sizes[at];
      pen.font = weight + ' ' + size + 'px ' + FONT;
      lines = broken(pen, text, width);
      isCut = lines.length > most || lines.some(function (line) { return pen.measureText(line).width > width; });
      if (!isCut) { break; }
    }
    if (isCut) { lines = lines.slice(0, most - 1).concat(lines.slice(most - 1).join(' ')).map(function (line) { return cut(pen, line, width); }); }
    return { size: size, lines: lines, isCut: isCut, width: Math.max.apply(null, lines.map(function (line) { return pen.measureText(line).width; })) };
  }
  function broken(pen, text, width) {
    return text.split(' ').reduce(function (lines, word) {
      var longer = lines[0] === undefined ? word : lines[lines.length - 1] + ' ' + word;
      if (lines.length && pen.measureText(longer).width <= width) { lines[lines.length - 1] = longer; } else { lines.push(word); }
      return lines;
    }, []);
  }
  function cut(pen, line, width) {
    if (pen.measureText(line).width <= width) { return line; }
    while (line && pen.measureText(line + '…').width > width) { line = line.slice(0, -1); }
    return line.trim() + '…';
  }

  function rounded(pen, x, y, width, height, radius) {
    pen.beginPath();
    pen.moveTo(x + radius, y);
    pen.arcTo(x + width, y, x + width, y + height, radius);
    pen.arcTo(x + width, y + height, x, y + height, radius);
    pen.arcTo(x, y + height, x, y, radius);
    pen.arcTo(x, y, x + width, y, radius);
    pen.fill();
  }
  function tone(element, name) { return getComputedStyle(element).getPropertyValue('--' + name).trim(); }
})();
