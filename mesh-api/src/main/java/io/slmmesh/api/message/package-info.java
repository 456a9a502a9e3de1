/**
 * Messages between agents: what is sent, the receipt, the inbox page, and their events. A message
 * belongs to one sender and one recipient; a broadcast is one message a recipient. Times tell what
 * was observed: created when committed, delivered and read when the text was handed to the
 * recipient.
 */
@NullMarked
package io.slmmesh.api.message;

import org.jspecify.annotations.NullMarked;
