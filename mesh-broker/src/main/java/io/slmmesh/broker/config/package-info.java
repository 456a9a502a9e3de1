/**
 * What a person can set. {@link io.slmmesh.broker.config.Setting} is the list; {@link
 * io.slmmesh.broker.config.Settings} the values of one broker, read once at its start from the
 * environment of the session that started it. A value out of range stops the start with the name,
 * the range and the default.
 */
@NullMarked
package io.slmmesh.broker.config;

import org.jspecify.annotations.NullMarked;
