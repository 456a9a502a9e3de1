/**
 * Text that comes from other agents and is shown to people and models. It is data: whoever shows it
 * makes it harmless first, by {@link io.slmmesh.api.text.Plain}. What is stored and what tools give
 * out is what was sent, to the character.
 */
@NullMarked
package io.slmmesh.api.text;

import org.jspecify.annotations.NullMarked;
