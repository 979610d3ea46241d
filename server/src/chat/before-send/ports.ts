import type { Entity } from '@imbachat/protocol'
import type { BeforeSendQuestion } from '@imbachat/protocol/http/widget/before-send'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import type { Widget } from '../widget.ts'

/** A message that waits for the site's decision. */
export interface AskedMessage {
  question: Omit<BeforeSendQuestion, 'type' | 'timestamp'>
  /** The message with another text. @throws ChatError where it can't have it */
  changed(text: string, entities: readonly Entity[] | undefined): MessageText
}

/** `failed`: the site gave no usable answer. */
export type Verdict =
  | { action: 'accept' }
  | { action: 'change'; message: MessageText }
  | { action: 'refuse'; reason: string | null }
  | { action: 'hold'; reason: string }
  | { action: 'failed'; retryAfterMs: number }

/** Asks the site's program about messages. */
export interface BeforeSend {
  /** Never rejects. A message that is asked about again while its answer is remembered gets the same one. */
  ask(widget: Widget, asked: AskedMessage): Promise<Verdict>
}
