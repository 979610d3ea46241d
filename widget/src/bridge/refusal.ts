import { HELLO, type ToPage } from './messages.ts'

// The script of the page that stands in for the frame when there is no chat to show: it says why, and knows nothing
// else.
const { code, message } = JSON.parse(document.getElementById('imbachat-config')?.textContent ?? '') as {
  code: string
  message: string
}
addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
  const refusal: ToPage = { t: 'failed', code, message }
  if (data === HELLO) ports[0]?.postMessage(refusal)
})
