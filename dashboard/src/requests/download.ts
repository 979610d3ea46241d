/** Long enough for a browser to begin: some read the address only after the click. Milliseconds. */
const READ_WITHIN_MS = 10_000

/** Saves a text as a file of the reader's. @param type MIME type */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS)
}
