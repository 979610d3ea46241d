<?php
/**
 * Who is signed in: a mark for the page's script, and what the chat server learns when somebody signs out or is deleted.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

/**
 * Says that a token is worth asking for. It opens nothing: WordPress' own cookie does, which scripts can't read. Without it, each view of a
 * visitor would ask PHP for a token, also where a cache has the page.
 */
const IMBACHAT_SIGNED_IN_COOKIE = 'imbachat_signed_in';

add_action(
	'set_logged_in_cookie',
	static function ( $cookie, $expire ) {
		imbachat_mark_signed_in( '1', $expire );
	},
	10,
	2
);
add_action(
	'clear_auth_cookie',
	static function () {
		imbachat_mark_signed_in( '', 1 );
	}
);
// Users who signed in before the plugin came.
add_action(
	'init',
	static function () {
		if ( is_user_logged_in() && ! isset( $_COOKIE[ IMBACHAT_SIGNED_IN_COOKIE ] ) ) {
			imbachat_mark_signed_in( '1', 0 );
		}
	}
);

function imbachat_mark_signed_in( $value, $expire ) {
	if ( headers_sent() ) {
		return;
	}
	setcookie(
		IMBACHAT_SIGNED_IN_COOKIE,
		$value,
		array(
			'expires'  => $expire,
			'path'     => COOKIEPATH ? COOKIEPATH : '/',
			'domain'   => (string) COOKIE_DOMAIN,
			'secure'   => is_ssl(),
			'samesite' => 'Lax',
		)
	);
}

add_action( 'wp_logout', 'imbachat_end_sessions' );
add_action( 'deleted_user', 'imbachat_end_sessions' );
add_action( 'wpmu_delete_user', 'imbachat_end_sessions' );
add_action( 'remove_user_from_blog', 'imbachat_end_sessions' );
// Who knows the old password is signed out of WordPress, and so of the chat.
add_action(
	'after_password_reset',
	static function ( $user ) {
		imbachat_end_sessions( $user->ID );
	}
);
add_action(
	'profile_update',
	static function ( $user_id, $before ) {
		$user = get_userdata( $user_id );
		if ( $user && $user->user_pass !== $before->user_pass ) {
			imbachat_end_sessions( $user_id );
		}
	},
	10,
	2
);
add_action( 'imbachat_end_sessions_later', 'imbachat_try_to_end_sessions', 10, 2 );

/** A server that does not answer is asked so often, later each time: after an hour, all tokens of before have ended. */
const IMBACHAT_TRIES = 5;

/**
 * Ends the user's connections. Browsers where they are still signed in get a fresh token at once.
 */
function imbachat_end_sessions( $user_id ) {
	imbachat_try_to_end_sessions( (int) $user_id, 1 );
}

function imbachat_try_to_end_sessions( $user_id, $tries ) {
	$answer = $user_id > 0 ? imbachat_call( 'end_sessions', array( 'user_id' => $user_id ) ) : null;
	if ( is_wp_error( $answer ) && 'imbachat_refused' !== $answer->get_error_code() && $tries < IMBACHAT_TRIES ) {
		wp_schedule_single_event( time() + MINUTE_IN_SECONDS * 2 ** $tries, 'imbachat_end_sessions_later', array( $user_id, $tries + 1 ) );
	}
}

/**
 * Calls the chat server with the site's key (REST v2).
 *
 * @return array|WP_Error|null What it answered; null: not connected.
 */
function imbachat_call( $call, $fields ) {
	$connection = imbachat_connection();
	if ( null === $connection ) {
		return null;
	}
	$response = wp_remote_post(
		$connection['chat_url'] . '/imbachat/v2/' . (int) $connection['dev_id'] . '/' . $call,
		array(
			'headers'     => array(
				'Content-Type'  => 'application/json',
				'Authorization' => 'Basic ' . base64_encode( (int) $connection['dev_id'] . ':' . $connection['secret_key'] ), // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- HTTP Basic.
			),
			'body'        => wp_json_encode( $fields ),
			'timeout'     => 3,
			'redirection' => 0,
		)
	);
	if ( is_wp_error( $response ) ) {
		return $response;
	}
	$body = json_decode( wp_remote_retrieve_body( $response ), true );
	$status = (int) wp_remote_retrieve_response_code( $response );
	if ( 200 !== $status || ! is_array( $body ) ) {
		$said = is_array( $body ) && isset( $body['error'] ) && is_string( $body['error'] ) ? $body['error'] : 'HTTP ' . $status;
		// Asking again helps only where the server was busy or away.
		return new WP_Error( $status >= 400 && $status < 500 && 429 !== $status ? 'imbachat_refused' : 'imbachat_failed', $said );
	}
	return $body;
}
