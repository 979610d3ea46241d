import { thisMachine } from './machine.ts'
import type { Plan } from './plan.ts'
import type { Report } from './report.ts'
import { background } from './sections/background.ts'
import { crowd } from './sections/crowd.ts'
import { growth } from './sections/growth.ts'
import { history } from './sections/history.ts'
import { members } from './sections/members.ts'
import { reactionStorm } from './sections/reaction-storm.ts'
import { roomsOfTen } from './sections/rooms-of-ten.ts'
import { search } from './sections/search.ts'
import { storms } from './sections/storms.ts'
import { writerAgainstBare } from './sections/writer.ts'
import { type Stage, withStage } from './stage.ts'
import type { Table } from './table.ts'

export const SECTIONS = {
  rooms: roomsOfTen,
  writer: writerAgainstBare,
  crowd,
  history,
  search,
  members,
  reactions: reactionStorm,
  storms,
  growth,
  background,
} as const
export type SectionName = keyof typeof SECTIONS

export type Section = (stage: Stage) => Promise<Table[]>

/** Runs the sections one after another; each has the machine to itself. */
export async function runBench(
  plan: Plan,
  sections: Readonly<Record<string, Section>>,
  print: (line: string) => void,
): Promise<Report> {
  const at = new Date()
  const report: Report = { at, plan: plan.name, seconds: 0, machine: thisMachine(), tables: [], notes: [], failed: [] }
  for (const [name, section] of Object.entries(sections)) {
    const started = performance.now()
    try {
      await withStage(plan, async (stage) => {
        report.tables.push(...(await section(stage)))
        for (const note of stage.notes) if (!report.notes.includes(note)) report.notes.push(note)
      })
    } catch (error) {
      // the sections before it took minutes
      report.failed.push(name)
      print(`${name} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
    print(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
  report.seconds = (Date.now() - at.getTime()) / 1000
  return report
}
