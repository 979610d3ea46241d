<?php
/**
 * Blocks, under the names that ImbaChat's earlier plugin gave them. They are drawn when a page is shown, so nothing old is kept in posts.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_action( 'init', 'imbachat_register_blocks', 20 );

function imbachat_register_blocks() {
	wp_register_script(
		'imbachat-blocks',
		plugins_url( 'assets/blocks.js', IMBACHAT_FILE ),
		array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element' ),
		IMBACHAT_VERSION,
		array( 'in_footer' => true )
	);
	wp_add_inline_script( 'imbachat-blocks', 'window.imbachatBlocks=' . wp_json_encode( imbachat_block_phrases() ) . ';', 'before' );
	imbachat_register_block(
		'chat',
		'imbachat-widget/embedding-chat-block',
		static function ( $given ) {
			return imbachat_whole_chat( isset( $given['width'] ) ? $given['width'] : '', $given['height'], 'imbachat_holder' );
		}
	);
	imbachat_register_block(
		'room',
		'imbachat-widget/public-chat-block',
		static function ( $given ) {
			return imbachat_room( $given['chatSlug'], $given['chatName'], isset( $given['width'] ) ? $given['width'] : '', $given['height'] );
		}
	);
}

function imbachat_block_phrases() {
	return array(
		'size'        => __( 'Size', 'self-hosted-user-chat' ),
		'width'       => __( 'Width, pixels (empty: full width)', 'self-hosted-user-chat' ),
		'height'      => __( 'Height, pixels', 'self-hosted-user-chat' ),
		'chatTitle'   => __( 'ImbaChat: all conversations', 'self-hosted-user-chat' ),
		'chatHint'    => __( 'The visitor’s conversations appear here.', 'self-hosted-user-chat' ),
		'roomTitle'   => __( 'ImbaChat: public group', 'self-hosted-user-chat' ),
		'roomHint'    => __( 'Every visitor is in the group. Pages with the same slug show the same group.', 'self-hosted-user-chat' ),
		'roomName'    => __( 'Group name', 'self-hosted-user-chat' ),
		'roomSlug'    => __( 'Slug (unique)', 'self-hosted-user-chat' ),
	);
}

/**
 * The earlier plugin may have registered the same name.
 */
function imbachat_register_block( $folder, $name, $render ) {
	if ( WP_Block_Type_Registry::get_instance()->is_registered( $name ) ) {
		unregister_block_type( $name );
	}
	register_block_type( dirname( IMBACHAT_FILE ) . '/blocks/' . $folder, array( 'render_callback' => $render ) );
}

/**
 * The mark means the whole chat, whatever the element's id is.
 */
function imbachat_whole_chat( $width, $height, $id ) {
	if ( null === imbachat_connection() || is_feed() ) {
		return '';
	}
	imbachat_need_chat();
	// The chat takes the first place of the page; no two have the same id. Plugins may render a post before it is shown.
	static $places = 0;
	if ( ++$places > 1 ) {
		$id .= '-' . $places;
	}
	return '<div id="' . esc_attr( $id ) . '" class="imbachat-place" data-imbachat_chat_ph="1" style="' . esc_attr( imbachat_size( $width, $height ) ) . '"></div>';
}

/**
 * assets/page.js calls placeHolder for it once the chat is there. Readers of the page read the room, and join it by a
 * button. Without a pipe there is no room to show.
 */
function imbachat_room( $pipe, $title, $width, $height ) {
	if ( null === imbachat_connection() || is_feed() || '' === $pipe ) {
		return '';
	}
	imbachat_need_chat();
	imbachat_page_rooms( $pipe, $title );
	return '<div id="' . esc_attr( $pipe ) . '" class="imbachat-place" data-imbachat-read style="' . esc_attr( imbachat_size( $width, $height ) ) . '"></div>';
}

function imbachat_size( $width, $height ) {
	$height = (int) $height > 0 ? (int) $height : 600;
	return ( (int) $width > 0 ? 'width:' . (int) $width . 'px;max-width:100%;' : '' ) . 'height:' . $height . 'px;';
}
