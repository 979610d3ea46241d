import { later } from './later.tsx'

/** Everything that the first view can do without. Each is a script of its own. */
export const MembersPanel = later(async () => (await import('./members-panel.tsx')).MembersPanel)
export const Person = later(async () => (await import('./person.tsx')).Person)
export const MessageMenu = later(async () => (await import('./message-menu.tsx')).MessageMenu)
export const ReactedBy = later(async () => (await import('./reacted-by.tsx')).ReactedBy)
export const RoomMenu = later(async () => (await import('./room-menu.tsx')).RoomMenu)
export const RequestBar = later(async () => (await import('./request-bar.tsx')).RequestBar)
export const RequestButtons = later(async () => (await import('./request-buttons.tsx')).RequestButtons)
export const RequestHint = later(async () => (await import('./request-bar.tsx')).RequestHint)
export const FoundPeople = later(async () => (await import('./found-people.tsx')).FoundPeople)
export const LostMessages = later(async () => (await import('./lost-messages.tsx')).LostMessages)
export const Failure = later(async () => (await import('./failure.tsx')).Failure)
export const ErrorProblem = later(async () => (await import('./error-problem.tsx')).ErrorProblem)
export const Closed = later(async () => (await import('./closed.tsx')).Closed)
export const Entrance = later(async () => (await import('./entrance.tsx')).Entrance)
export const OpeningProblem = later(async () => (await import('./opening-problem.tsx')).OpeningProblem)
export const PreviewCard = later(async () => (await import('./preview-card.tsx')).PreviewCard)
