<?php
/**
 * Connects this site to a widget by a one-time code from the chat server's dashboard.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

/**
 * @param string $typed_url The chat server, as typed.
 * @param string $code      The one-time code.
 * @return true|WP_Error
 */
function imbachat_connect( $typed_url, $code ) {
	$chat_url = imbachat_clean_chat_url( $typed_url );
	if ( is_wp_error( $chat_url ) ) {
		return $chat_url;
	}
	$response = wp_remote_post(
		$chat_url . '/api/connect/v1/redeem',
		array(
			'headers'     => array( 'Content-Type' => 'application/json' ),
			'body'        => wp_json_encode( array( 'code' => $code, 'site_url' => home_url( '/' ) ) ),
			'timeout'     => 15,
			'redirection' => 0,
			'sslverify'   => true,
		)
	);
	if ( is_wp_error( $response ) ) {
		/* translators: %s: what went wrong, in English */
		return new WP_Error( 'imbachat', sprintf( __( 'Could not reach the chat server: %s', 'self-hosted-user-chat' ), $response->get_error_message() ) );
	}
	$body = json_decode( wp_remote_retrieve_body( $response ), true );
	if ( 200 !== wp_remote_retrieve_response_code( $response ) ) {
		return imbachat_refusal( $response, $body );
	}
	foreach ( array( 'dev_id', 'secret_key', 'api_login', 'api_password' ) as $key ) {
		if ( empty( $body[ $key ] ) || ! is_scalar( $body[ $key ] ) ) {
			return new WP_Error( 'imbachat', __( 'This address is not an ImbaChat server.', 'self-hosted-user-chat' ) );
		}
	}
	imbachat_store_connection(
		array(
			'chat_url'     => $chat_url,
			'dev_id'       => (int) $body['dev_id'],
			'secret_key'   => (string) $body['secret_key'],
			'api_login'    => (string) $body['api_login'],
			'api_password' => (string) $body['api_password'],
		)
	);
	return true;
}

/**
 * @return string|WP_Error Scheme, host and port.
 */
function imbachat_clean_chat_url( $typed ) {
	$typed = trim( $typed );
	if ( ! preg_match( '#^https?://#i', $typed ) ) {
		$typed = 'https://' . $typed;
	}
	$parts = wp_parse_url( $typed );
	if ( empty( $parts['host'] ) || isset( $parts['user'] ) || isset( $parts['pass'] ) ) {
		return new WP_Error( 'imbachat', __( 'Enter the address of your chat server, such as https://chat.example.com.', 'self-hosted-user-chat' ) );
	}
	$scheme = strtolower( $parts['scheme'] );
	$host   = strtolower( $parts['host'] );
	// The keys come back over this connection.
	if ( 'https' !== $scheme && ! in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true ) ) {
		return new WP_Error( 'imbachat', __( 'The address of the chat server must begin with https://.', 'self-hosted-user-chat' ) );
	}
	return $scheme . '://' . $host . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}

/**
 * @return WP_Error
 */
function imbachat_refusal( $response, $body ) {
	$code = isset( $body['error']['code'] ) ? $body['error']['code'] : '';
	$site = imbachat_own_origin();
	switch ( $code ) {
		case 'forbidden':
			return new WP_Error( 'imbachat', __( 'This code is wrong, was used or has expired. Create a new one in the dashboard.', 'self-hosted-user-chat' ) );
		case 'origin_not_allowed':
			/* translators: %s: address of this site */
			return new WP_Error( 'imbachat', sprintf( __( 'The widget belongs to another site. In the dashboard, open the Site tab and add %s, then connect again.', 'self-hosted-user-chat' ), $site ) );
		case 'rate_limited':
			return new WP_Error( 'imbachat', __( 'Too many attempts. Wait a minute and try again.', 'self-hosted-user-chat' ) );
	}
	$detail = isset( $body['error']['message'] ) ? (string) $body['error']['message'] : 'HTTP ' . wp_remote_retrieve_response_code( $response );
	/* translators: %s: what the server said, in English */
	return new WP_Error( 'imbachat', sprintf( __( 'The chat server refused: %s', 'self-hosted-user-chat' ), $detail ) );
}

function imbachat_own_origin() {
	return imbachat_origin_of( home_url( '/' ) );
}

function imbachat_origin_of( $url ) {
	$parts = wp_parse_url( $url );
	return $parts['scheme'] . '://' . $parts['host'] . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}
