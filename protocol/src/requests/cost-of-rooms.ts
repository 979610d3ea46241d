/** What looks at all rooms of a user, to list them or to subscribe to them, costs by their number. */
export const costOfRooms = (rooms: number): number => Math.floor(rooms / 50)
