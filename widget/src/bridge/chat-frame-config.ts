import type { ChatFrameConfig } from '@imbachat/protocol/page/page-config'

export type { ChatFrameConfig }

/** What the server wrote into the frame's page. */
export function readChatFrameConfig(): ChatFrameConfig {
  return JSON.parse(document.getElementById('imbachat-config')?.textContent ?? '') as ChatFrameConfig
}
