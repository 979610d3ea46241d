// Runs as a process of its own: whatever a file does to a decoder, it does it here.
import { ChatError } from '@imbachat/protocol'
import { type Inspection, inspectFile } from './inspect-file.ts'
import type { Answer } from './inspector.ts'

process.on('message', (inspection: Inspection) => {
  inspectFile(inspection).then(
    (inspected) => answer({ inspected }),
    (error: unknown) => {
      if (error instanceof ChatError) answer({ refused: error.toBody() })
      else throw error
    },
  )
})
process.on('disconnect', () => process.exit(0))

const answer = (result: Answer) => process.send?.(result)
