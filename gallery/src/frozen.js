// The first script of each page: a clock that stands, chance that repeats, and no state of the page before.
{
  const NOW = Date.UTC(2026, 2, 18, 15, 30)
  const RealDate = Date
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length > 0 ? given : [NOW]))
    }
    static now() {
      return NOW
    }
  }
  let seed = 1
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  Math.random = next
  crypto.getRandomValues = (array) => array.map(() => next() * 256)
  crypto.randomUUID = () =>
    '00000000-0000-4000-8000-000000000000'.replaceAll('0', () => Math.floor(next() * 16).toString(16))
  const animate = Element.prototype.animate
  Element.prototype.animate = function (...given) {
    const animation = animate.apply(this, given)
    animation.finish()
    return animation
  }
  localStorage.clear()
  sessionStorage.clear()
  // what waits to be sent is kept in memory
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
}
