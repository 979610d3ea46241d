<?php
/**
 * Buttons and rooms by shortcode. The names that begin with ic_ are those of ImbaChat's earlier plugin, so that posts keep working.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_action(
	'init',
	static function () {
		add_shortcode( 'imbachat_message', 'imbachat_message_shortcode' );
		add_shortcode( 'ic_open_dialog', 'imbachat_message_shortcode' );
		add_shortcode( 'ic_join_group', 'imbachat_group_shortcode' );
		add_shortcode( 'ic_open_chat', 'imbachat_open_shortcode' );
		// Groups are made in the chat's own window now.
		add_shortcode( 'ic_create_group', 'imbachat_open_shortcode' );
		add_shortcode( 'ic_close_chat', 'imbachat_close_shortcode' );
		add_shortcode( 'imbachat', 'imbachat_whole_chat_shortcode' );
		add_shortcode( 'ic_wise_chat', 'imbachat_whole_chat_shortcode' );
		add_shortcode( 'imbachat_room', 'imbachat_room_shortcode' );
	},
	20
);

/**
 * A "Message" button: [imbachat_message user="7" text="Write to us"]. Without a user it is for the post's author.
 */
function imbachat_message_shortcode( $given ) {
	$given   = shortcode_atts( array( 'user' => 0, 'id' => 0, 'text' => '', 'name' => '', 'class' => '' ), $given );
	$user_id = (int) $given['user'] ? (int) $given['user'] : (int) $given['id'];
	if ( ! $user_id ) {
		$user_id = (int) get_post_field( 'post_author' );
	}
	// Nobody writes to themselves.
	if ( ! $user_id || get_current_user_id() === $user_id ) {
		return '';
	}
	return imbachat_button(
		'dialog',
		imbachat_first( $given['text'], $given['name'] ),
		__( 'Message', 'self-hosted-user-chat' ),
		$given['class'],
		array( 'imbachat-user' => $user_id )
	);
}

/**
 * A "Join the group" button: [ic_join_group pipe="club" name="The club"]. Without a pipe each click makes a new group.
 */
function imbachat_group_shortcode( $given ) {
	$given = shortcode_atts( array( 'pipe' => '', 'name' => '', 'text' => '', 'buttonname' => '', 'class' => '', 'classb' => '' ), $given );
	return imbachat_button(
		'group',
		imbachat_first( $given['text'], $given['buttonname'] ),
		__( 'Join the group', 'self-hosted-user-chat' ),
		imbachat_first( $given['class'], $given['classb'] ),
		array( 'imbachat-pipe' => $given['pipe'], 'imbachat-title' => $given['name'] )
	);
}

function imbachat_open_shortcode( $given ) {
	$given = shortcode_atts( array( 'text' => '', 'buttonname' => '', 'class' => '' ), $given );
	return imbachat_button(
		'open',
		imbachat_first( $given['text'], $given['buttonname'] ),
		__( 'Open chat', 'self-hosted-user-chat' ),
		$given['class'],
		array()
	);
}

function imbachat_close_shortcode( $given ) {
	$given = shortcode_atts( array( 'text' => '', 'class' => '' ), $given );
	return imbachat_button( 'close', $given['text'], __( 'Close chat', 'self-hosted-user-chat' ), $given['class'], array() );
}

/**
 * The whole chat inside the page: [imbachat width="800" height="600"].
 */
function imbachat_whole_chat_shortcode( $given ) {
	$given = shortcode_atts( array( 'width' => '', 'height' => '' ), $given );
	return imbachat_whole_chat( $given['width'], $given['height'], 'imbachat_holder' );
}

/**
 * A public room inside the page: [imbachat_room pipe="club" name="The club" height="600"].
 */
function imbachat_room_shortcode( $given ) {
	$given = shortcode_atts( array( 'pipe' => '', 'name' => '', 'width' => '', 'height' => '' ), $given );
	return imbachat_room( $given['pipe'], $given['name'], $given['width'], $given['height'] );
}

function imbachat_first( $one, $other ) {
	return '' !== $one ? $one : $other;
}

/**
 * @param string $text   As the author wrote it; '' takes the chat's own phrase, and $fallback until the chat is there.
 * @param string $phrase Key of the chat's phrase; '' when it has none.
 */
function imbachat_button( $act, $text, $fallback, $css_class, $data ) {
	if ( is_feed() || null === imbachat_connection() ) {
		return '';
	}
	imbachat_need_chat();
	$attributes = ' data-imbachat-act="' . esc_attr( $act ) . '"';
	foreach ( $data as $name => $value ) {
		$attributes .= ' data-' . $name . '="' . esc_attr( $value ) . '"';
	}
	return '<button type="button" class="' . esc_attr( trim( 'imbachat-button wp-element-button ' . $css_class ) ) . '"' . $attributes . '>'
		. esc_html( imbachat_first( $text, $fallback ) ) . '</button>';
}
