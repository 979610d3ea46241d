import type { ChatFrameConfig } from '@imbachat/protocol/page/page-config'

export type { ChatFrameConfig }

/** The configuration that the server wrote into the frame's page. */
export function readChatFrameConfig(): ChatFrameConfig {
  return JSON.parse(document.getElementById('imbachat-config')?.textContent ?? '') as ChatFrameConfig
}
