/** Pages and files that are generated from the code and committed; a test each holds them true. */
package io.slmmesh.broker.docs;
