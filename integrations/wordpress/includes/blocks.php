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
	$size = array(
		'width'  => array( 'type' => 'number' ),
		'height' => array( 'type' => 'number', 'default' => 600 ),
	);
	imbachat_register_block(
		'imbachat-widget/embedding-chat-block',
		$size,
		static function ( $given ) {
			return imbachat_whole_chat( isset( $given['width'] ) ? $given['width'] : '', $given['height'], 'imbachat_holder' );
		}
	);
	imbachat_register_block(
		'imbachat-widget/public-chat-block',
		$size + array( 'chatName' => array( 'type' => 'string', 'default' => '' ), 'chatSlug' => array( 'type' => 'string', 'default' => '' ) ),
		static function ( $given ) {
			return imbachat_room( $given['chatSlug'], $given['chatName'], isset( $given['width'] ) ? $given['width'] : '', $given['height'] );
		}
	);
}

function imbachat_block_phrases() {
	return array(
		'size'        => __( 'Size', 'imbachat' ),
		'width'       => __( 'Width, pixels (empty: full width)', 'imbachat' ),
		'height'      => __( 'Height, pixels', 'imbachat' ),
		'chatTitle'   => __( 'ImbaChat: all conversations', 'imbachat' ),
		'chatHint'    => __( 'The reader’s conversations appear here.', 'imbachat' ),
		'roomTitle'   => __( 'ImbaChat: public room', 'imbachat' ),
		'roomHint'    => __( 'Every reader is in the room. Pages with the same slug show the same room.', 'imbachat' ),
		'roomName'    => __( 'Room name', 'imbachat' ),
		'roomSlug'    => __( 'Slug (unique)', 'imbachat' ),
	);
}

function imbachat_register_block( $name, $attributes, $render ) {
	if ( WP_Block_Type_Registry::get_instance()->is_registered( $name ) ) {
		unregister_block_type( $name );
	}
	register_block_type(
		$name,
		array(
			'api_version'           => 3,
			'attributes'            => $attributes,
			'render_callback'       => $render,
			'editor_script_handles' => array( 'imbachat-blocks' ),
		)
	);
}

/**
 * The mark means the whole chat, whatever the element's id is.
 */
function imbachat_whole_chat( $width, $height, $id ) {
	if ( null === imbachat_connection() || is_feed() ) {
		return '';
	}
	imbachat_need_chat();
	return '<div id="' . esc_attr( $id ) . '" class="imbachat-place" data-imbachat_chat_ph="1" style="' . esc_attr( imbachat_size( $width, $height ) ) . '"></div>';
}

/**
 * assets/page.js calls placeHolder for it once the chat is there. Without a pipe there is no room to show.
 */
function imbachat_room( $pipe, $title, $width, $height ) {
	if ( null === imbachat_connection() || is_feed() || '' === $pipe ) {
		return '';
	}
	imbachat_need_chat();
	imbachat_page_rooms( $pipe, $title );
	return '<div id="' . esc_attr( $pipe ) . '" class="imbachat-place" style="' . esc_attr( imbachat_size( $width, $height ) ) . '"></div>';
}

function imbachat_size( $width, $height ) {
	$height = (int) $height > 0 ? (int) $height : 600;
	return ( (int) $width > 0 ? 'width:' . (int) $width . 'px;max-width:100%;' : '' ) . 'height:' . $height . 'px;';
}
