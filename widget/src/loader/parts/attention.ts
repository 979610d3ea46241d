let before = ''

/**
 * Puts before the page's title who is calling, or else the number of unread conversations. The page may change its
 * title meanwhile.
 * @param count 0 takes it away; null: the page wants none
 */
export function markTitle(ringing: string | null, count: number | null): void {
  const title = document.title.startsWith(before) ? document.title.slice(before.length) : document.title
  before = ringing ? ringing + (title && ' · ') : count ? `(${count}) ` : ''
  const marked = before + (count === null ? title : title.replace(/^\(\d+\) /, ''))
  if (document.title !== marked) document.title = marked
}

let original: string | null = null

/**
 * Draws a badge on the page's icon; 0 restores it. An icon of another origin can't be read: then the badge stands
 * alone.
 */
export function badgeFavicon(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel~=icon]') ?? newIconLink()
  if (count) {
    original ??= link.href
    drawBadge(original || '/favicon.ico', count, (image) => {
      if (original !== null) link.href = image
    })
  } else if (original !== null) {
    link.href = original
    original = null
  }
}

function newIconLink(): HTMLLinkElement {
  const link = document.createElement('link')
  link.rel = 'icon'
  document.head.append(link)
  return link
}

function drawBadge(iconUrl: string, count: number, drawn: (image: string) => void): void {
  const icon = new Image()
  icon.crossOrigin = 'anonymous'
  icon.onload = icon.onerror = () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 32
    const draw = canvas.getContext('2d')
    if (!draw) return
    if (icon.naturalWidth) draw.drawImage(icon, 0, 0, 32, 32)
    draw.fillStyle = '#d92d20'
    draw.arc(21, 11, 11, 0, 7)
    draw.fill()
    draw.fillStyle = '#fff'
    draw.font = 'bold 16px sans-serif'
    draw.textAlign = 'center'
    draw.fillText(count > 9 ? '9+' : `${count}`, 21, 17)
    drawn(canvas.toDataURL())
  }
  icon.src = iconUrl
}
