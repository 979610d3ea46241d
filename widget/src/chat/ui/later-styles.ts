import { readChatFrameConfig } from '../../bridge/chat-frame-config.ts'

let loading: Promise<void> | null = null

/** Adds the style sheet of the views on demand. Rejects if it can't be had now; the next call tries again. */
export function loadLaterStyles(): Promise<void> {
  loading ??= Promise.all(readChatFrameConfig().laterStyles.map(addStyleSheet)).then(
    () => {},
    (error) => {
      loading = null
      throw error
    },
  )
  return loading
}

function addStyleSheet(href: string): Promise<void> {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  return new Promise((loaded, failed) => {
    link.onload = () => loaded()
    link.onerror = () => {
      link.remove()
      failed(new Error(`${href} could not be loaded`))
    }
    document.head.append(link)
  })
}
