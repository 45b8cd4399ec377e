"""The oldest browsers that our scripts run on, told by what they do not know yet: in scripts and in style sheets.

Which version learnt what is from MDN's browser-compat-data. Only what a page of ours could be tempted to use is listed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import esprima
import tinycss2


def _words(text: str) -> set[str]:
    return set(text.split())


BROWSERS = Path(__file__).parent.parent.parent / "hamyar/web/browsers.md"

# What esprima, a parser of ECMAScript 2017, lets pass all the same.
YOUNG_PATTERN = re.compile(r"\(\?<|\\p\{")
OLD_FLAGS = set("gimuy")
# Wherever they stand: there is nothing of that name on the floor.
YOUNG_NAMES = _words(
    "AbortController AbortSignal AggregateError BigInt BroadcastChannel CompressionStream DecompressionStream "
    "FinalizationRegistry IntersectionObserver OffscreenCanvas ReadableStream ResizeObserver SubmitEvent "
    "TransformStream WeakRef WritableStream cookieStore createImageBitmap customElements globalThis queueMicrotask "
    "reportError requestIdleCallback structuredClone"
)
# Where something is asked for them: a variable of ours may be called so too.
YOUNG_MEMBERS = _words(
    "adoptedStyleSheets canShare checkVisibility clipboard connection effectiveType getAnimations inert locks "
    "navigationPreload randomUUID replaceChildren requestSubmit saveData scheduling sendBeacon serviceWorker share "
    "showModal showPicker startViewTransition submitter toggleAttribute userActivation userAgentData visualViewport "
    "wakeLock windowControlsOverlay writeText"
)
# Where they are called: words that a property of our own may be called too.
YOUNG_METHODS = _words(
    "allSettled any at finally findLast findLastIndex flat flatMap fromAsync fromEntries groupBy hasOwn isWellFormed "
    "matchAll replaceAll roundRect throwIfAborted toReversed toSorted toSpliced trimEnd trimStart withResolvers"
)

# Declarations that mean something else, or nothing, on some browser of the floor. All are finery, or have their like
# beside them; `test_browsers.py` draws the pages without them.
YOUNG_PROPERTIES = _words(
    "accent-color aspect-ratio border-inline-end-color border-inline-start break-after break-inside color-scheme "
    "content-visibility forced-color-adjust inset inset-inline-end inset-inline-start margin-inline-end "
    "margin-inline-start overscroll-behavior padding-inline-start print-color-adjust scroll-padding-block "
    "scroll-padding-block-end scroll-snap-align scroll-snap-type scrollbar-width text-decoration-thickness "
    "text-underline-offset text-wrap"
)
KNOWN_PROPERTIES = _words(
    "align-content align-items animation background background-color border border-bottom border-collapse "
    "border-color border-radius border-spacing border-top bottom box-shadow box-sizing clip-path color content cursor "
    "direction display fill filter flex flex-basis flex-direction flex-grow flex-wrap font font-display font-family "
    "font-size font-weight grid-area grid-auto-columns grid-auto-flow grid-column grid-gap grid-row "
    "grid-template-columns height justify-content justify-items justify-self left letter-spacing line-height "
    "list-style margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width "
    "object-fit opacity order outline outline-offset overflow overflow-wrap overflow-x overflow-y padding "
    "padding-bottom padding-left padding-right padding-top place-items pointer-events position resize right size src "
    "stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width table-layout text-align text-decoration "
    "text-overflow text-transform top transform transition unicode-range user-select vertical-align visibility "
    "white-space width word-break z-index -webkit-border-start -webkit-margin-end -webkit-margin-start "
    "-webkit-padding-start -webkit-print-color-adjust"
)
YOUNG_VALUE = re.compile(
    r"\b(min|max|clamp|color-mix|env|light-dark|oklch)\(|\banywhere\b|\bsticky\b|#[0-9a-f]{4}\b(?![0-9a-f])|#[0-9a-f]{8}\b|"
    r"\bfit-content\b|\bmin-content\b|\bmax-content\b|\bCanvas|\b\d[lsd]v[hw]\b",
    re.IGNORECASE,
)
YOUNG_SELECTOR = re.compile(
    r":(has|is|where|focus-visible|user-invalid|modal|popover-open)\b|:not\([^()]*[ ,>]|::details-content"
)
YOUNG_MEDIA = re.compile(r"prefers-|forced-colors|dppx|[<>=]")


def versions() -> dict[str, int]:
    """The floor as `browsers.md` states it: {"Chrome": 61, ...}."""
    rows = re.findall(r"^\| \*\*(\w+)\*\* \| (\d+) \|", BROWSERS.read_text("utf-8"), re.MULTILINE)
    return {name: int(version) for name, version in rows}


def too_young(script: str) -> list[str]:
    """What in a script the floor cannot read, or does not know."""
    try:
        tree = esprima.parseScript(script)
    except esprima.Error as error:
        return [f"cannot be read: {error}"]
    return sorted(set(_faults(tree.toDict())))


def _faults(node: Any) -> Iterator[str]:
    for one in _nodes(node):
        kind = one["type"]
        if kind == "ObjectExpression" and _has(one, "SpreadElement"):
            yield "spread in an object"
        if kind == "ObjectPattern" and _has(one, "RestElement"):
            yield "rest of an object"
        if kind in ("Import", "ImportExpression"):
            yield "import()"
        if kind == "TemplateLiteral" and any("\n" in part["value"]["raw"] for part in one["quasis"]):
            yield "text over several lines, which the bundle would change"
        if kind == "Literal" and "regex" in one:
            yield from _faults_of_pattern(one["regex"])
        if kind == "Identifier" and _name(one) in YOUNG_NAMES:
            yield _name(one)
        if kind == "MemberExpression" and _name(one["property"]) in YOUNG_MEMBERS:
            yield _name(one["property"])
        if kind == "CallExpression" and _name(one["callee"].get("property")) in YOUNG_METHODS:
            yield f"{_name(one['callee']['property'])}()"


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _nodes(one)
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for value in node.values():
            yield from _nodes(value)


def _has(node: dict[str, Any], kind: str) -> bool:
    return any(one["type"] == kind for one in node["properties"])


def _name(node: dict[str, Any] | None) -> str:
    return str(node.get("name", "")) if node else ""


def _faults_of_pattern(pattern: dict[str, str]) -> Iterator[str]:
    if not set(pattern["flags"]) <= OLD_FLAGS or YOUNG_PATTERN.search(pattern["pattern"]):
        yield f"pattern /{pattern['pattern']}/{pattern['flags']}"


def without_what_is_young(sheet: str) -> str:
    """A style sheet as a browser of the floor takes it: what it cannot read is as if it were not there."""
    return _serialized(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))


def declarations(sheet: str) -> Iterator[str]:
    """The name of every property that a style sheet uses; custom ones are not among them."""
    for rule in _rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
        for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            assert one.type == "declaration", tinycss2.serialize([rule])
            if not one.name.startswith("--"):
                yield one.name


def _rules(rules: Iterable[Any]) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "qualified-rule" or rule.lower_at_keyword in ("font-face", "page"):
            yield rule
        elif rule.content is not None:
            yield from _rules(_inside(rule))


def _inside(rule: Any) -> list[Any]:
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def _serialized(rules: Iterable[Any]) -> str:
    return "\n".join(filter(None, map(_old_rule, rules)))


def _old_rule(rule: Any) -> str:
    head = tinycss2.serialize(rule.prelude)
    if rule.type == "qualified-rule":
        return "" if YOUNG_SELECTOR.search(head) else f"{head}{{{_old_declarations(rule)}}}"
    name = rule.lower_at_keyword
    if name == "media":
        return "" if YOUNG_MEDIA.search(head) else f"@media {head}{{{_serialized(_inside(rule))}}}"
    if name == "supports":
        knows_not = re.match(r"\s*not\s*\(\s*([\w-]+)", head)
        return _serialized(_inside(rule)) if knows_not and knows_not[1] in YOUNG_PROPERTIES else ""
    return tinycss2.serialize([rule])


def _old_declarations(rule: Any) -> str:
    kept = []
    for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        value = tinycss2.serialize(one.value)
        # A custom property takes any text; what is wrong with it shows where it is used.
        if one.name.startswith("--") or (one.name in KNOWN_PROPERTIES and not YOUNG_VALUE.search(value)):
            kept.append(f"{one.name}:{value}{' !important' if one.important else ''}")
    return ";".join(kept)
