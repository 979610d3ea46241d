// One script: most tabs use the connection of a SharedWorker, and need neither.
export { createConnection } from '../connection/connection.ts'
export { byLeader } from './leader-tab.ts'
