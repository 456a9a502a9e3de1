package io.slmmesh.api.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds of a parameter, inclusive: enforced by {@link Records#decode} and shown by {@link
 * Schemas}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Limit {
  /** Smallest number. */
  long min() default Long.MIN_VALUE;

  /** Largest number. */
  long max() default Long.MAX_VALUE;

  /** Most UTF-16 characters of a text. */
  int chars() default Integer.MAX_VALUE;

  /** Most bytes of a text in UTF-8. */
  int bytes() default Integer.MAX_VALUE;

  /** Most items of a list. */
  int items() default Integer.MAX_VALUE;

  /** Whether a text may be empty or blank. */
  boolean blank() default true;
}
