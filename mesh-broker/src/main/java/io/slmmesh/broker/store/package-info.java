/**
 * The one database. {@link io.slmmesh.broker.store.Store} is all others see: {@code write} runs
 * work on the one writer and returns when it is on disk (many callers share one fsync), {@code
 * read} runs on a reader connection, {@code once} makes a repeated call happen once. Every event is
 * appended to the log in the transaction of its change; the commit hook hands events on only after
 * the commit. Only this package and the {@code *Table} classes of the features touch SQL.
 */
@NullMarked
package io.slmmesh.broker.store;

import org.jspecify.annotations.NullMarked;
