import type { KeyKind } from '@imbachat/protocol/http/widget-keys'

/** What a key is sealed for. It is part of the seal, so never change how it is written. */
export const keyPurpose = (widgetId: number, kind: KeyKind): string => `${kind} of widget ${widgetId}`
