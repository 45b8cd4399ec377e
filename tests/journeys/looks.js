/* What eyes and fingers would find wrong on the page, each as a list of sentences. */
window.looks = (function () {
  'use strict';
  const TAPPED = 'a[href], button, input:not([type=hidden]), select, textarea, summary, label.choice, label.photo-drop, [tabindex="0"]';
  const all = selector => [...document.querySelectorAll(selector)];
  const style = one => getComputedStyle(one);
  const box = one => one.getBoundingClientRect();
  const isShown = one => one.getClientRects().length > 0 && one.checkVisibility({ visibilityProperty: true });
  const named = one => `<${one.tagName.toLowerCase()} ${one.id || one.className}> "${(one.innerText || one.name || '').trim().slice(0, 40)}"`;
  const isBar = one => ['fixed', 'sticky'].includes(style(one).position);
  const barOf = one => { while (one && !isBar(one)) { one = one.parentElement; } return one; };

  function hangsOver() {
    const room = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - room;
    if (over <= 0) { return []; }
    const outside = all('main *, header *, nav *, footer *').filter(one => isShown(one) && (box(one).right > room + 1 || box(one).left < -1));
    return [`${over} pixels hang over the edge: ${outside.slice(0, 3).map(named).join(', ')}`];
  }

  /* A choice and a photo are tapped on their whole card; a link inside a sentence is as tall as its line. */
  function tooSmall() {
    const covered = 'label.choice input, label.photo-drop input, .unseen, .skip';
    const between = link => link.matches('a') && style(link).display === 'inline' &&
      [...link.parentNode.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    return all(TAPPED)
      .filter(one => isShown(one) && !one.matches(covered) && !between(one) && Math.min(box(one).width, box(one).height) < 43.9)
      .map(one => `too small: ${named(one)} ${Math.round(box(one).width)}x${Math.round(box(one).height)}`);
  }

  /* Of which kinds the things are that can be tapped, and on what they lie: of one kind, one colour is as good as another's. */
  function kinds(tapped) {
    const of = one => one ? `${one.tagName}.${one.className}` : '';
    return all(tapped).map(one => isShown(one) ? [of(one), of(one.parentElement), of(one.closest('.panel, .notice, .bottom-bar, .top, .tabs, .sheet, details, nav, header, footer'))].join(' in ') : '');
  }

  /* Words that a box hides, or that stand out of a button by more than its edge. */
  function cutOff() {
    const hides = one => [style(one).overflowX, style(one).overflowY].some(value => value === 'hidden' || value === 'clip');
    const holds = 'a.button, button, .chip, .state, .tabs a, .top-link, label, .count';
    return all('body *')
      .filter(one => isShown(one) && (hides(one) || one.matches(holds)) && !one.closest('.unseen, svg, input, thead'))
      .filter(one => one.scrollWidth > one.clientWidth + (hides(one) ? 1 : 4) || (hides(one) && one.scrollHeight > one.clientHeight + 1))
      .filter(one => style(one).display !== 'inline')
      .map(one => `cut off: ${named(one)} ${one.scrollWidth}x${one.scrollHeight} in ${one.clientWidth}x${one.clientHeight}`);
  }

  /* What can be read: each piece of text with the element it stands in. */
  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const owner = walker.currentNode.parentElement;
      if (walker.currentNode.textContent.trim() && isShown(owner) && !owner.closest('.unseen, .skip, thead, svg')) { yield [walker.currentNode, owner]; }
    }
  }
  function linesOf(node, from, to) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter(line => line.width > 2);
  }

  /* Lines of text that lie on each other. The ink of a line is lower than its box: a third of the height is let pass. */
  function overlaps() {
    const lines = [...texts()]
      .filter(([, owner]) => !barOf(owner))
      .flatMap(([node, owner]) => linesOf(node, 0, node.length).map(line => [owner, line]))
      .sort((one, other) => one[1].top - other[1].top);
    const found = [];
    lines.forEach(([owner, line], place) => {
      for (let next = place + 1; next < lines.length && lines[next][1].top < line.bottom; next += 1) {
        const [other, below] = lines[next];
        const high = Math.min(line.bottom, below.bottom) - below.top;
        const wide = Math.min(line.right, below.right) - Math.max(line.left, below.left);
        if (other !== owner && wide > 2 && high > Math.min(line.height, below.height) / 3) {
          found.push(`lie on each other: ${named(owner)} and ${named(other)}`);
        }
      }
    });
    return found.slice(0, 3);
  }

  /* Text beside the box that is drawn around it, or beside the screen: to the right no Persian page can be scrolled. */
  function outside() {
    const drawn = '.panel, .sheet, .order, .notice, .choice, .button, tr, main';
    const found = [...texts()].filter(([node, owner]) => {
      const around = owner.closest(drawn);
      return around && !owner.closest('.gallery-strip') &&
        linesOf(node, 0, node.length).some(line => line.right > box(around).right + 2 || line.left < box(around).left - 2);
    });
    return found.slice(0, 3).map(([, owner]) => `stands outside: ${named(owner)}`);
  }

  /* A short word that is broken because it has no room. */
  function broken() {
    const found = [];
    for (const [node, owner] of texts()) {
      if (owner.closest('.address, code, [dir=ltr]:not(html)')) { continue; }
      for (const word of node.textContent.matchAll(/(?<![^\s\-–/·.@])[^\s\-–/·.@]{2,13}(?![^\s])/g)) {
        const lines = linesOf(node, word.index, word.index + word[0].length);
        if (lines.length > 1 && lines[lines.length - 1].top > lines[0].bottom - 2) { found.push(`broken: "${word[0]}" in ${named(owner)}`); }
      }
    }
    return found.slice(0, 3);
  }

  /* What always stands on the screen leaves more than half of it to the page. */
  function bars() {
    const high = all('body *').filter(one => isBar(one) && isShown(one)).reduce((sum, one) => sum + box(one).height, 0);
    return high > innerHeight / 2 ? [`bars take ${Math.round(high)} of ${innerHeight} pixels`] : [];
  }

  /* The place where the keyboard is: it shows that she is there, and no bar hides it. */
  function here() {
    const one = document.activeElement;
    const marked = [one, one.closest('label, .affix, .stepper')].filter(Boolean);
    const isMarked = marked.some(holder => style(holder).outlineStyle !== 'none' && parseFloat(style(holder).outlineWidth) >= 2);
    const shape = box(one.matches('label.choice input') ? one.closest('label') : one);
    // Of a box with many lines, the one with the cursor; what is taller than the room between the bars may hang under one.
    const heights = shape.height > innerHeight / 3 ? [] : one.matches('textarea') ? [.15] : [.15, .5, .85];
    const covers = heights
      .map(down => document.elementFromPoint(shape.left + shape.width / 2, shape.top + shape.height * down))
      .map(there => there && barOf(there))
      .filter(bar => bar && !bar.contains(one));
    return [
      ...(isMarked ? [] : [`focus is not seen: ${named(one)}`]),
      ...(covers.length ? [`a bar hides the focus: ${named(one)} under <${covers[0].className}>`] : []),
    ];
  }

  /* By keys, forwards and back. */
  function focus() {
    const places = all(TAPPED).filter(one => isShown(one) && one.tabIndex >= 0 && !one.matches('label, :disabled'));
    const found = places.filter(one => one.tabIndex > 0).map(one => `jumps the queue: ${named(one)}`);
    for (const one of [...places, ...[...places].reverse()]) {
      one.focus();
      if (document.activeElement === one) { found.push(...here()); }
    }
    return [...new Set(found)];
  }

  /* Links within the page lead somewhere, and from a list of errors to something one can type into. */
  function ends() {
    return all('a[href^="#"]').filter(link => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return !target || (link.closest('.notice.bad') && !target.matches('input, select, textarea'));
    }).map(link => `leads nowhere: ${link.hash}`);
  }

  /* Paper has nothing to tap, and is white. */
  function paper() {
    const left = all('.top, .tabs, .foot, .bottom-bar, .skip, button, a.button:not([href^="tel:"])').filter(isShown).slice(0, 3).map(one => `on paper: ${named(one)}`);
    return style(document.body).backgroundColor === 'rgb(255, 255, 255)' ? left : [...left, 'the paper is not white'];
  }

  const told = found => found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 110)).join(' | ')}`);

  /* All but the contrast, which is looked at in every light. */
  async function axeFinds() {
    return told(await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'target-size': { enabled: true }, 'color-contrast': { enabled: false } }, resultTypes: ['violations'], preload: false,
    }));
  }

  /* A short name for many words. */
  function brief(words) {
    let [low, high] = [1, 7];
    for (let place = 0; place < words.length; place += 1) {
      low = Math.imul(low ^ words.charCodeAt(place), 2654435761);
      high = Math.imul(high ^ words.charCodeAt(place), 1597334677);
    }
    return `${low} ${high}`;
  }

  /* The ink something is written with, and the grounds that lie on each other under it: what its contrast depends on. */
  function inks() {
    const grounds = new Map([[null, '']]);
    const groundOf = one => {
      if (!grounds.has(one)) {
        const its = style(one);
        // What does not lie where it stands in the page has a ground of its own.
        const place = its.position === 'static' ? '' : `${one.tagName}.${one.className}`;
        grounds.set(one, [groundOf(one.parentElement), its.backgroundColor, its.backgroundImage, its.opacity, its.filter, its.mixBlendMode, place].join(' '));
      }
      return grounds.get(one);
    };
    return one => {
      const its = style(one);
      return brief([its.color, its.webkitTextFillColor, its.webkitTextStroke, its.textShadow, its.fontSize, its.fontWeight, groundOf(one)].join(' '));
    };
  }

  /* What is wrong with the contrast, and what need not be looked at again: an ink that was good, and what has no contrast to judge.
     What something else lies on, or only half, may lie bare on another page. */
  async function contrast(seen) {
    const known = new Set(seen), inkOf = inks();
    const fields = 'select, textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])';
    const isWritten = one => one.matches(fields) || [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const isOff = one => one.closest(':disabled, [aria-disabled=true]') || (one.closest('label') || {}).control?.disabled;
    const same = one => brief(`${inkOf(one)} ${one.tagName}.${one.className} ${one.value || one.textContent}`);
    const fresh = all('body *').filter(one => isWritten(one) && isShown(one) && !known.has(inkOf(one)) && !known.has(same(one)));
    if (!fresh.length) { return [[], []]; }
    const found = await axe.run({ include: fresh }, {
      runOnly: ['color-contrast'], resultTypes: ['violations', 'passes', 'incomplete'], elementRef: true, preload: false,
    });
    const elements = results => results.flatMap(one => one.nodes.map(node => node.element));
    const unsure = new Set(elements(found.incomplete));
    return [told(found), [...elements(found.passes).map(inkOf), ...fresh.filter(one => !unsure.has(one) && !isOff(one)).map(same)]];
  }

  /* Readers' own spacing (WCAG 1.4.12); Persian joins its letters and knows no space between them. */
  function spaceOut() {
    const own = new CSSStyleSheet();
    const apart = document.documentElement.lang === 'fa' ? '' : 'letter-spacing: .12em !important;';
    own.replaceSync(`* { line-height: 1.5 !important; word-spacing: .16em !important; ${apart} } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [own];
  }
  function spaceBack() { document.adoptedStyleSheets = []; }

  return { hangsOver, tooSmall, cutOff, overlaps, outside, broken, bars, here, focus, ends, paper, kinds, axeFinds, contrast, spaceOut, spaceBack };
})();
