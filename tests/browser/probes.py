"""What a program can see of a page's comfort: text that is cut, focus that is hidden, small targets."""

from __future__ import annotations

from playwright.sync_api import Page

TARGET_PX = 44
MOST_STOPS = 60
LONGER = 1.4
# WCAG 1.4.12, as its bookmarklet sets it, and 1.4.4.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
LARGE = "html { font-size: 200% !important; }"

# Text outside the page, or cut by a box that neither scrolls nor says by an ellipsis that there is more;
# with a style on top, or with every word longer. All in one go: no event of the page comes between.
_CUT = """([style, times]) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  const sheets = [...document.adoptedStyleSheets]
  document.adoptedStyleSheets = [...sheets, sheet]
  const texts = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const text = walk.currentNode
    if (/\\p{L}{2}/u.test(text.data) && !text.parentElement.closest('noscript')) texts.push([text, text.data])
  }
  const more = (text) => ' éa oi ue'.repeat(text.length).slice(0, text.length * (times - 1))
  if (times > 1) for (const [text, data] of texts) text.data = data + more(data.trim())

  const found = []
  const extra = document.documentElement.scrollWidth - innerWidth
  if (extra > 0) found.push(`the page is ${extra} px too wide`)
  const range = document.createRange()
  for (const [text] of texts) {
    const parent = text.parentElement
    if (parent.closest('.sr, option') || !parent.checkVisibility({ visibilityProperty: true })) continue
    range.selectNodeContents(text)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    for (let box = parent; box !== document.body; box = box.parentElement) {
      const { clipPath, overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(box)
      if (clipPath !== 'none' || textOverflow === 'ellipsis' || webkitLineClamp !== 'none') break
      if ([overflowX, overflowY].some((way) => way === 'auto' || way === 'scroll')) break
      if (overflowX === 'visible') continue
      const edge = box.getBoundingClientRect()
      const cut = Math.max(edge.left - left, right - edge.right, edge.top - top, bottom - edge.bottom)
      if (cut > 2) found.push(`“${text.data.trim().slice(0, 40)}” is cut by ${Math.round(cut)} px`)
      break
    }
  }

  for (const [text, data] of texts) if (text.data !== data) text.data = data
  document.adoptedStyleSheets = sheets
  return found
}"""

_KEYS = r"""() => document.body.innerText.match(
  /\b(?:[a-z]{2,8}_[a-z_]+|undefined|NaN)\b|\[object|\$\{/g) ?? []"""

_SMALL = """(least) => {
  const shown = (control) => {
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
    for (let box = control; box !== null; box = box.parentElement)
      if (getComputedStyle(box).clipPath !== 'none') return false
    return true
  }
  const inline = (control) => control.matches('a') && getComputedStyle(control).display === 'inline'
  // The label of a box to tick is its target too.
  const target = (control) =>
    (control.matches('[type=checkbox], [type=radio]') && control.closest('label')) || control
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((control) => shown(control) && !inline(control))
    .map((control) => [control.outerHTML.slice(0, 120), target(control).getBoundingClientRect()])
    .map(([html, { width, height }]) => [Math.round(width), Math.round(height), html])
    .filter(([width, height]) => width < least || height < least)
    .map(([width, height, html]) => `${width} × ${height}: ${html}`)
}"""

# The focused element in a few words, and whether any of it can be seen; null when focus left the page.
_FOCUS = """() => {
  const focused = document.activeElement
  if (focused === document.body) return null
  const seen = [...focused.getClientRects()].some(({ left, top, width, height }) =>
    [0.05, 0.25, 0.5, 0.75, 0.95].some((x) => [0.1, 0.5, 0.9].some((y) =>
      focused.contains(document.elementFromPoint(left + x * width, top + y * height)))))
  return [seen, focused.outerHTML.slice(0, 120)]
}"""


def cut_text(page: Page, style: str = "", *, times: float = 1.0) -> list[str]:
    """Where the page is too wide or text is cut, with a style on top or with words so many times as long."""
    found: list[str] = page.evaluate(_CUT, [style, times])
    return found


def keys_shown(page: Page) -> list[str]:
    """Names of messages, or of nothing, where a reader expects a sentence."""
    found: list[str] = page.evaluate(_KEYS)
    return found


def small_targets(page: Page) -> list[str]:
    """Controls that are smaller than a finger, inline links left out."""
    found: list[str] = page.evaluate(_SMALL, TARGET_PX)
    return found


def hidden_stops(page: Page) -> list[str]:
    """Press Tab through the page: where the focused element cannot be seen at all."""
    hidden: list[str] = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None:
            break
        if not stop[0]:
            hidden.append(stop[1])
    return hidden
