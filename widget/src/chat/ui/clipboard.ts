/** Pages may keep the clipboard from frames; the old way works there, since the user has just pressed a button. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const before = document.activeElement
    const box = document.createElement('textarea')
    box.value = text
    box.className = 'sr-only'
    document.body.append(box)
    box.select()
    document.execCommand('copy')
    box.remove()
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }
}
