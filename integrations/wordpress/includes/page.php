<?php
/**
 * The chat in the site's pages.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_action( 'init', 'imbachat_register_scripts', 15 );
add_action( 'wp_enqueue_scripts', 'imbachat_enqueue' );
add_action( 'wp_footer', 'imbachat_add_page_data', 1 );
add_action( 'init', 'imbachat_serve_worker', 20 );

/**
 * At init already: block themes render posts, and so our blocks, before they print the head.
 */
function imbachat_register_scripts() {
	$connection = imbachat_connection();
	if ( null === $connection ) {
		return;
	}
	$script = $connection['chat_url'] . '/imbachat/v1/' . (int) $connection['dev_id'] . '/widget';
	// No version in the address: the server says itself how long its script may be cached.
	wp_register_script( 'imbachat', $script, array(), null, array( 'in_footer' => true ) );
	wp_register_script( 'imbachat-page', plugins_url( 'assets/page.js', IMBACHAT_FILE ), array( 'imbachat' ), IMBACHAT_VERSION, array( 'in_footer' => true ) );
}

/**
 * The page is the same for everybody, so that any page cache may keep it: assets/page.js shows the launcher to whom the setting says.
 */
function imbachat_enqueue() {
	if ( 'none' !== imbachat_settings()['show'] ) {
		imbachat_need_chat();
	}
}

/**
 * Blocks, shortcodes and buttons bring the chat to their page, whatever the launcher's setting is.
 */
function imbachat_need_chat() {
	if ( null !== imbachat_connection() ) {
		wp_enqueue_script( 'imbachat-page' );
	}
}

/**
 * A room that a block or shortcode has put into this page. The list comes from here and not from marks in the page: authors may write
 * elements with any data attribute, and must not take readers into rooms of their choice.
 *
 * @return array[] All rooms of the page so far.
 */
function imbachat_page_rooms( $id = null, $title = '' ) {
	static $rooms = array();
	if ( null !== $id ) {
		$rooms[] = array( 'id' => $id, 'title' => $title );
	}
	return $rooms;
}

/**
 * What assets/page.js loads the chat with.
 */
function imbachat_add_page_data() {
	$connection = imbachat_connection();
	if ( null === $connection || ! wp_script_is( 'imbachat-page', 'enqueued' ) ) {
		return;
	}
	$settings = imbachat_settings();
	$load     = array(
		'language'   => imbachat_page_language(),
		'pushWorker' => home_url( '/?imbachat_worker=1' ),
	);
	if ( '' !== $settings['position'] ) {
		$load['position'] = $settings['position'];
	}
	$data = array(
		'load'      => $load,
		'show'      => $settings['show'],
		'rooms'     => imbachat_page_rooms(),
		'tokenUrl'  => rest_url( 'imbachat/v1/token' ),
		'signInUrl' => wp_login_url(),
		'signedIn'  => IMBACHAT_SIGNED_IN_COOKIE,
	);
	wp_add_inline_script( 'imbachat-page', 'window.imbachatPage=' . wp_json_encode( $data, JSON_HEX_TAG | JSON_HEX_AMP ) . ';', 'before' );
}

/**
 * The chat falls back to English for a language that it does not speak.
 */
function imbachat_page_language() {
	return substr( determine_locale(), 0, 2 );
}

/**
 * The worker of this site that shows notifications of the chat. Browsers take one from the site's own address only, and the plugin
 * writes no file: the script comes from a query of the home page.
 */
function imbachat_serve_worker() {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- it changes nothing and is the same for everybody.
	if ( ! isset( $_GET['imbachat_worker'] ) ) {
		return;
	}
	$connection = imbachat_connection();
	if ( null === $connection ) {
		status_header( 404 );
		exit;
	}
	header( 'Content-Type: text/javascript; charset=utf-8' );
	header( 'Cache-Control: no-cache' );
	header( 'X-Content-Type-Options: nosniff' );
	echo 'importScripts(' . wp_json_encode( $connection['chat_url'] . '/imbachat/push-worker.js', JSON_HEX_TAG ) . ');';
	exit;
}
