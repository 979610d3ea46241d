import type { FrameConfig } from '@imbachat/protocol/page'

export type { FrameConfig }

/** What the server wrote into the frame's page. */
export function readFrameConfig(): FrameConfig {
  return JSON.parse(document.getElementById('imbachat-config')?.textContent ?? '') as FrameConfig
}
