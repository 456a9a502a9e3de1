/**
 * What people see. {@link io.slmmesh.cli.view.Text} is the only thing that can be shown and {@link
 * io.slmmesh.api.text.Plain} makes its content harmless, so nothing that a peer wrote can move the
 * cursor, change a colour or turn the line around; {@link io.slmmesh.cli.view.Screen} is the one
 * place that writes to the streams and the only one that knows escape sequences. {@code --json}
 * bypasses everything but the escaping.
 */
@NullMarked
package io.slmmesh.cli.view;

import org.jspecify.annotations.NullMarked;
