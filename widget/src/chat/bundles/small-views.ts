// One script for views of a few lines: the name of each script costs the first view some 20 bytes.

export { Counter } from '../composer/counter.tsx'
export { ModeStrip } from '../composer/mode-strip.tsx'
export { AroundChat } from '../frame/around-chat.tsx'
export { Closed } from '../frame/closed.tsx'
export { SessionExpired } from '../frame/session-expired.tsx'
export { Entrance } from '../page/entrance.tsx'
export { Opening } from '../page/opening.tsx'
export { RequestButtons } from '../requests/request-buttons.tsx'
export { ContextCard } from '../room/context-card.tsx'
export { LostMessages } from '../room/lost-messages.tsx'
export { Covered } from '../safety/covered.tsx'
export { ErrorProblem } from '../ui/error-problem.tsx'
