<?php
/**
 * What the plugin stores. Keys are in an option of their own that is not loaded with every page, and never printed.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

/**
 * @return array{chat_url: string, dev_id: int, secret_key: string, api_login: string, api_password: string}|null Null: not connected.
 */
function imbachat_connection() {
	$stored = get_option( 'imbachat_connection' );
	return is_array( $stored ) && ! empty( $stored['secret_key'] ) ? $stored : null;
}

/**
 * @param array|null $connection Null forgets the keys.
 */
function imbachat_store_connection( $connection ) {
	delete_option( 'imbachat_connection' );
	if ( null !== $connection ) {
		add_option( 'imbachat_connection', $connection, '', false );
	}
}

/**
 * @return array{position: string, show: string}
 */
function imbachat_settings() {
	$stored = get_option( 'imbachat_settings' );
	return array_merge(
		array(
			// '': as the widget's settings in the dashboard say.
			'position' => '',
			// 'all', 'users': signed-in users only, 'none': no launcher; blocks, shortcodes and buttons still work.
			'show'     => 'all',
		),
		is_array( $stored ) ? $stored : array()
	);
}

/**
 * The server that this copy of the plugin was downloaded from; '' when it came from elsewhere.
 */
function imbachat_bundled_chat_url() {
	$file = dirname( IMBACHAT_FILE ) . '/chat-server.php';
	return is_readable( $file ) ? (string) include $file : '';
}
