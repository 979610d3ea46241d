<?php
/**
 * Settings → Self-Hosted User Chat: connect by a code, see what is connected, disconnect, and where the launcher stands.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

add_action(
	'admin_menu',
	static function () {
		add_options_page( IMBACHAT_NAME, IMBACHAT_NAME, 'manage_options', 'imbachat', 'imbachat_settings_page' );
	}
);
add_action( 'admin_post_imbachat_connect', 'imbachat_handle_connect' );
add_action( 'admin_post_imbachat_disconnect', 'imbachat_handle_disconnect' );
add_action( 'admin_post_imbachat_settings', 'imbachat_handle_settings' );
add_action( 'admin_notices', 'imbachat_warn_of_old_plugin' );
add_filter(
	'plugin_action_links_' . plugin_basename( IMBACHAT_FILE ),
	static function ( $links ) {
		array_unshift( $links, '<a href="' . esc_url( imbachat_settings_url() ) . '">' . esc_html__( 'Settings', 'self-hosted-user-chat' ) . '</a>' );
		return $links;
	}
);

function imbachat_settings_url() {
	return admin_url( 'options-general.php?page=imbachat' );
}

function imbachat_handle_connect() {
	imbachat_only_admins( 'imbachat_connect' );
	$chat_url = isset( $_POST['chat_url'] ) ? sanitize_text_field( wp_unslash( $_POST['chat_url'] ) ) : '';
	$code     = isset( $_POST['code'] ) ? sanitize_text_field( wp_unslash( $_POST['code'] ) ) : '';
	$result   = imbachat_connect( $chat_url, $code );
	if ( is_wp_error( $result ) ) {
		imbachat_back( 'error', $result->get_error_message(), $chat_url );
	}
	imbachat_back( 'success', __( 'Connected. The chat is on your pages now.', 'self-hosted-user-chat' ) );
}

function imbachat_handle_disconnect() {
	imbachat_only_admins( 'imbachat_disconnect' );
	imbachat_store_connection( null );
	imbachat_back( 'success', __( 'Disconnected. The keys were deleted from this site.', 'self-hosted-user-chat' ) );
}

function imbachat_handle_settings() {
	imbachat_only_admins( 'imbachat_settings' );
	$chosen = array();
	foreach ( imbachat_choices() as $name => $choice ) {
		$value           = isset( $_POST[ $name ] ) ? sanitize_key( wp_unslash( $_POST[ $name ] ) ) : '';
		$chosen[ $name ] = isset( $choice['options'][ $value ] ) ? $value : key( $choice['options'] );
	}
	update_option( 'imbachat_settings', $chosen );
	imbachat_back( 'success', __( 'Settings saved.', 'self-hosted-user-chat' ) );
}

function imbachat_only_admins( $action ) {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You do not have permission to do that.', 'self-hosted-user-chat' ), 403 );
	}
	check_admin_referer( $action );
}

/**
 * Shows the message once, after a redirect, and ends the request.
 */
function imbachat_back( $kind, $text, $chat_url = '' ) {
	set_transient( 'imbachat_notice_' . get_current_user_id(), array( $kind, $text, $chat_url ), MINUTE_IN_SECONDS );
	wp_safe_redirect( imbachat_settings_url() );
	exit;
}

/**
 * @return array[] Name → label and options; the first option is the default.
 */
function imbachat_choices() {
	return array(
		'show'     => array(
			'label'   => __( 'Chat button', 'self-hosted-user-chat' ),
			'options' => array(
				'all'   => __( 'Everyone', 'self-hosted-user-chat' ),
				'users' => __( 'Signed-in users only', 'self-hosted-user-chat' ),
				'none'  => __( 'Hidden; blocks and buttons still work', 'self-hosted-user-chat' ),
			),
		),
		'position' => array(
			'label'   => __( 'Position', 'self-hosted-user-chat' ),
			'options' => array(
				''      => __( 'As set in the dashboard', 'self-hosted-user-chat' ),
				'right' => __( 'Right', 'self-hosted-user-chat' ),
				'left'  => __( 'Left', 'self-hosted-user-chat' ),
			),
		),
	);
}

function imbachat_warn_of_old_plugin() {
	if ( ! defined( 'IMBACHAT__PLUGIN_DIR' ) || ! current_user_can( 'activate_plugins' ) ) {
		return;
	}
	wp_admin_notice(
		__( 'An earlier ImbaChat plugin is active. Deactivate it: the two answer at the same addresses. It gave its Secret key to anyone who asked, so create new keys for that widget.', 'self-hosted-user-chat' ),
		array( 'type' => 'warning' )
	);
}

function imbachat_settings_page() {
	$notice = get_transient( 'imbachat_notice_' . get_current_user_id() );
	delete_transient( 'imbachat_notice_' . get_current_user_id() );
	$connection = imbachat_connection();
	echo '<div class="wrap"><h1>' . esc_html( IMBACHAT_NAME ) . '</h1>';
	if ( is_array( $notice ) ) {
		wp_admin_notice( esc_html( $notice[1] ), array( 'type' => $notice[0], 'dismissible' => true ) );
	}
	if ( null === $connection ) {
		imbachat_connect_form( is_array( $notice ) && $notice[2] ? $notice[2] : imbachat_bundled_chat_url() );
	} else {
		imbachat_connected( $connection );
		imbachat_settings_form();
	}
	echo '</div>';
}

function imbachat_form_start( $action ) {
	echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="' . esc_attr( $action ) . '">';
	wp_nonce_field( $action );
}

function imbachat_connect_form( $chat_url ) {
	echo '<p>' . esc_html__( 'In your chat server’s dashboard, open the widget, press “Connect WordPress” on the Install tab, and paste the code here.', 'self-hosted-user-chat' ) . '</p>';
	imbachat_form_start( 'imbachat_connect' );
	?>
	<table class="form-table" role="presentation">
		<tr>
			<th scope="row"><label for="imbachat-chat-url"><?php esc_html_e( 'Chat server', 'self-hosted-user-chat' ); ?></label></th>
			<td><input id="imbachat-chat-url" class="regular-text code" name="chat_url" type="url" required placeholder="https://chat.example.com" value="<?php echo esc_attr( $chat_url ); ?>"></td>
		</tr>
		<tr>
			<th scope="row"><label for="imbachat-code"><?php esc_html_e( 'Code', 'self-hosted-user-chat' ); ?></label></th>
			<td>
				<input id="imbachat-code" class="regular-text code" name="code" type="text" required maxlength="64" autocomplete="off" spellcheck="false" aria-describedby="imbachat-code-hint">
				<p id="imbachat-code-hint" class="description"><?php esc_html_e( 'Works once, for 15 minutes.', 'self-hosted-user-chat' ); ?></p>
			</td>
		</tr>
	</table>
	<?php
	submit_button( __( 'Connect', 'self-hosted-user-chat' ) );
	echo '</form>';
}

function imbachat_connected( $connection ) {
	?>
	<h2><?php esc_html_e( 'Connection', 'self-hosted-user-chat' ); ?></h2>
	<table class="form-table" role="presentation">
		<tr><th scope="row"><?php esc_html_e( 'Chat server', 'self-hosted-user-chat' ); ?></th><td><a href="<?php echo esc_url( $connection['chat_url'] . '/dashboard' ); ?>"><?php echo esc_html( $connection['chat_url'] ); ?></a></td></tr>
		<tr><th scope="row"><?php esc_html_e( 'Widget', 'self-hosted-user-chat' ); ?></th><td><?php echo (int) $connection['dev_id']; ?></td></tr>
	</table>
	<?php
	imbachat_form_start( 'imbachat_disconnect' );
	submit_button( __( 'Disconnect', 'self-hosted-user-chat' ), 'secondary', 'submit', false );
	echo '</form>';
}

function imbachat_settings_form() {
	$settings = imbachat_settings();
	echo '<h2>' . esc_html__( 'Appearance', 'self-hosted-user-chat' ) . '</h2>';
	imbachat_form_start( 'imbachat_settings' );
	echo '<table class="form-table" role="presentation">';
	foreach ( imbachat_choices() as $name => $choice ) {
		echo '<tr><th scope="row"><label for="imbachat-' . esc_attr( $name ) . '">' . esc_html( $choice['label'] ) . '</label></th><td><select id="imbachat-' . esc_attr( $name ) . '" name="' . esc_attr( $name ) . '">';
		foreach ( $choice['options'] as $value => $label ) {
			echo '<option value="' . esc_attr( $value ) . '"' . selected( $settings[ $name ], $value, false ) . '>' . esc_html( $label ) . '</option>';
		}
		echo '</select></td></tr>';
	}
	echo '</table>';
	submit_button();
	echo '</form>';
}
