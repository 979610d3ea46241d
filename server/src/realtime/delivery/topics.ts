/** Names of Bun's topics. Each name begins with the widget, so no site's connection receives events of another site. */
export const roomTopic = (widget_id: number, room_id: number) => `w/${widget_id}/r/${room_id}`
/** Topic of users who read a public room without a membership. */
export const readersTopic = (room: string) => `${room}/readers`
export const presenceTopic = (widget_id: number, user_id: string) => `w/${widget_id}/p/${user_id}`

/** The widget that a topic belongs to. */
export const widgetOf = (topic: string) => Number.parseInt(topic.slice('w/'.length), 10)
