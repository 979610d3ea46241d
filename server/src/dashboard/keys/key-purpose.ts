import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'

/** The purpose that a key is sealed for. It is part of the seal, so its form never changes. */
export const keyPurpose = (widget_id: number, kind: KeyKind): string => `${kind} of widget ${widget_id}`
