import type { Language } from '@imbachat/protocol/phrases/languages'
import { readChatFrameConfig } from '@imbachat/widget/bridge/chat-frame-config.ts'
import { firstIn, laterIn } from '@imbachat/widget/chat/i18n/catalog.ts'
import { pairedWords } from '../paired-texts.ts'
import { run } from '../run.ts'
import { happens, isWaiting, unknownRequests } from './connection.ts'
import { theLook, theState } from './the-sample.ts'

const language = theLook.language as Language
const { catalogs, laterStyles } = readChatFrameConfig()
// the chat then has at once what it fetches
await Promise.all([...(catalogs[language] ?? []).map((url) => import(url)), fetch(laterStyles)])

/** The chat is there. */
export const begin = () =>
  void run({
    show: theState.show,
    words: pairedWords([
      [firstIn('en'), firstIn(language)],
      [laterIn('en'), laterIn(language)],
    ]),
    isWaiting,
    happens,
    unknown: unknownRequests,
  })
